// Faults on demand: QUINCUNX_FAKE_CUDA_FAULT is `name`, or `name@N` for the Nth chance and every one after it.
#pragma once
#include <cstdlib>
#include <map>
#include <string>

inline bool fault(const std::string &name) {
    const char *asked = getenv("QUINCUNX_FAKE_CUDA_FAULT");
    if (!asked) return false;
    std::string text = asked;
    size_t at = text.find('@');
    if (text.substr(0, at) != name) return false;
    static std::map<std::string, unsigned long> chances;
    return ++chances[name] >= (at == std::string::npos ? 1 : strtoul(text.c_str() + at + 1, nullptr, 10));
}
