// A libnvrtc.so that compiles nothing, for the host driver, which has its kernels already: tests need no CUDA toolkit.
//
// QUINCUNX_FAKE_CUDA_FAULT (see fault.h): `compile` (a kernel with an error), `old-nvrtc`. It writes a line to the file that
// QUINCUNX_FAKE_CUDA_COMPILED names whenever it compiles.
#include "fault.h"
#include <cstdio>
#include <cstring>

#define API extern "C" __attribute__((visibility("default"))) int

namespace {

enum { SUCCESS = 0, ERROR_COMPILATION = 6 };

struct Program {
    std::string file, image, log;
};

int copy(const std::string &text, char *to) { return memcpy(to, text.c_str(), text.size() + 1), SUCCESS; }

} // namespace

API nvrtcVersion(int *major, int *minor) {
    *major = fault("old-nvrtc") ? 11 : 12;
    *minor = 9;
    return SUCCESS;
}
API nvrtcGetNumSupportedArchs(int *count) { return *count = 2, SUCCESS; }
API nvrtcGetSupportedArchs(int *known) { return known[0] = 80, known[1] = 90, SUCCESS; }
API nvrtcCreateProgram(Program **program, const char *, const char *file, int, const char *const *, const char *const *) {
    return *program = new Program{file ? file : "default_program", "", ""}, SUCCESS;
}
API nvrtcCompileProgram(Program *program, int, const char *const *) {
    if (const char *path = getenv("QUINCUNX_FAKE_CUDA_COMPILED"))
        if (FILE *told = fopen(path, "a")) {
            fprintf(told, "%s\n", program->file.c_str());
            fclose(told);
        }
    if (fault("compile")) {
        program->log = program->file + "(3): error: identifier \"undefined_thing\" is undefined\n";
        return ERROR_COMPILATION;
    }
    program->image = "compiled " + program->file;
    return SUCCESS;
}
API nvrtcGetProgramLogSize(Program *program, size_t *bytes) { return *bytes = program->log.size() + 1, SUCCESS; }
API nvrtcGetProgramLog(Program *program, char *to) { return copy(program->log, to); }
API nvrtcGetCUBINSize(Program *program, size_t *bytes) { return *bytes = program->image.size() + 1, SUCCESS; }
API nvrtcGetCUBIN(Program *program, char *to) { return copy(program->image, to); }
API nvrtcGetPTXSize(Program *program, size_t *bytes) { return *bytes = program->image.size() + 1, SUCCESS; }
API nvrtcGetPTX(Program *program, char *to) { return copy(program->image, to); }
API nvrtcDestroyProgram(Program **program) { return delete *program, *program = nullptr, SUCCESS; }
