// CUDA C++ on the processor: what a kernel's source needs so that g++ compiles it, and what runs it.
//
// The threads of a block are fibers, each with its own stack, that give way at barriers and nowhere else. Between two
// barriers they run one after the other, and warp by warp between two barriers of the block, in the order that
// QUINCUNX_FAKE_CUDA_ORDER asks for: a kernel whose result depends on it has a race.
//
// Not here: shared memory of a size that only the launch says (extern __shared__), textures, cooperative groups.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ inline
#define __noinline__
#define __restrict__ __restrict
#define __launch_bounds__(...)
#define __align__(n) alignas(n)
// Blocks run one after the other, so one copy is enough; like the device's, it is never cleared.
#define __shared__ static

struct uint2 { unsigned x, y; };
struct uint3 { unsigned x, y, z; };
struct uint4 { unsigned x, y, z, w; };
struct float2 { float x, y; };
struct float4 { float x, y, z, w; };
struct dim3 {
    unsigned x, y, z;
    dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {}
};
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }

// One kernel runs at a time.
inline uint3 threadIdx, blockIdx;
inline dim3 blockDim, gridDim;
constexpr int warpSize = 32;

namespace host {

// Where a thread of a block waits.
enum class Barrier { None, Block, Warp };

// Waits there until all that must come have come. `lanes` says which threads of the warp those are.
void wait(Barrier barrier, unsigned lanes = ~0u);
// The number of the running thread in its block.
size_t thread();
// What the threads of a warp hand to each other: a place for each thread of the block.
uint64_t &parcel(size_t thread);

// Runs `body` for every thread of every block.
void run(dim3 grid, dim3 block, const std::function<void()> &body);

using Runner = std::function<void(dim3 grid, dim3 block, void **arguments)>;
// Makes a kernel known by its name.
void add(const char *name, Runner runner);

template <class... A, size_t... I>
Runner runner(void (*kernel)(A...), std::index_sequence<I...>) {
    return [kernel](dim3 grid, dim3 block, void **arguments) {
        (void)arguments; // a kernel may have none
        run(grid, block, [&] { kernel(*static_cast<std::remove_cv_t<A> *>(arguments[I])...); });
    };
}

struct Register {
    template <class... A> Register(const char *name, void (*kernel)(A...)) {
        add(name, runner(kernel, std::index_sequence_for<A...>{}));
    }
};

// Hands `mine` to the warp, and takes what the thread of the block that `from` names has handed.
template <class T> T trade(unsigned lanes, T mine, size_t from) {
    static_assert(sizeof(T) <= sizeof(uint64_t), "a shuffle takes 8 bytes at most");
    T theirs;
    memcpy(&parcel(thread()), &mine, sizeof mine);
    wait(Barrier::Warp, lanes);
    memcpy(&theirs, &parcel(from), sizeof theirs);
    wait(Barrier::Warp, lanes);
    return theirs;
}

} // namespace host

inline void __syncthreads() { host::wait(host::Barrier::Block); }
inline void __syncwarp(unsigned lanes = ~0u) { host::wait(host::Barrier::Warp, lanes); }

template <class T> T __shfl_sync(unsigned lanes, T mine, int lane) {
    return host::trade(lanes, mine, (host::thread() & ~size_t{31}) | (lane & 31));
}
template <class T> T __shfl_xor_sync(unsigned lanes, T mine, int flip) {
    return host::trade(lanes, mine, host::thread() ^ (flip & 31));
}
template <class T> T __shfl_down_sync(unsigned lanes, T mine, unsigned by) {
    size_t me = host::thread();
    return host::trade(lanes, mine, (me & 31) + by < 32 ? me + by : me);
}
template <class T> T __shfl_up_sync(unsigned lanes, T mine, unsigned by) {
    size_t me = host::thread();
    return host::trade(lanes, mine, (me & 31) >= by ? me - by : me);
}

// A bit for each thread of a whole warp: whether it says yes.
inline unsigned __ballot_sync(unsigned lanes, int yes) {
    unsigned mine = yes ? 1u << (host::thread() & 31) : 0;
    for (int flip = 1; flip < 32; flip *= 2) mine |= __shfl_xor_sync(lanes, mine, flip);
    return mine;
}

inline int __popc(unsigned v) { return __builtin_popcount(v); }
inline int __popcll(unsigned long long v) { return __builtin_popcountll(v); }
inline int __ffs(int v) { return __builtin_ffs(v); }
inline int __clz(int v) { return v ? __builtin_clz(static_cast<unsigned>(v)) : 32; }
inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned>((uint64_t{a} * b) >> 32); }
inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned by) {
    by &= 31;
    return by ? (high << by) | (low >> (32 - by)) : high;
}
inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned by) {
    by &= 31;
    return by ? (low >> by) | (high << (32 - by)) : low;
}
inline unsigned __float_as_uint(float v) {
    unsigned bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}
inline float __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fadd_rn(float a, float b) { return a + b; }
template <class T> T __ldg(const T *place) { return *place; }
template <class T> T min(T a, T b) { return b < a ? b : a; }
template <class T> T max(T a, T b) { return a < b ? b : a; }

// Threads give way at barriers only, so what one does between them is one step for the others.
template <class T> T atomicAdd(T *place, T value) { return std::exchange(*place, *place + value); }
template <class T> T atomicOr(T *place, T value) { return std::exchange(*place, *place | value); }
template <class T> T atomicAnd(T *place, T value) { return std::exchange(*place, *place & value); }
template <class T> T atomicXor(T *place, T value) { return std::exchange(*place, *place ^ value); }
template <class T> T atomicMin(T *place, T value) { return std::exchange(*place, min(*place, value)); }
template <class T> T atomicMax(T *place, T value) { return std::exchange(*place, max(*place, value)); }
