// Runs the blocks of a kernel, one after the other: see shim.h.
#include "shim.h"
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <random>
#include <setjmp.h>
#include <ucontext.h>

namespace host {
namespace {

constexpr size_t STACK = 1 << 17;

struct Fiber {
    // Where it begins, and where it goes on: a jump needs no call of the system, as a change of contexts does.
    ucontext_t context;
    jmp_buf place;
    bool begun = false;
    std::unique_ptr<char[]> stack{new char[STACK]};
    uint3 index;
    Barrier at = Barrier::None;
    unsigned lanes = 0;
    bool done = false;
};

std::vector<Fiber> fibers;
uint64_t parcels[1024];
jmp_buf scheduler;
size_t current;
const std::function<void()> *kernel;

[[noreturn]] void fail(const char *why) {
    fprintf(stderr, "host driver: block (%u, %u, %u): %s\n", blockIdx.x, blockIdx.y, blockIdx.z, why);
    abort();
}

// The first, the last, or any thread first: `forward`, `backward`, or a number that a shuffle begins from.
std::vector<size_t> order(size_t threads) {
    std::vector<size_t> order(threads);
    std::iota(order.begin(), order.end(), 0);
    const char *asked = getenv("QUINCUNX_FAKE_CUDA_ORDER");
    std::string name = asked ? asked : "forward";
    if (name == "backward") {
        std::reverse(order.begin(), order.end());
    } else if (name != "forward") {
        std::mt19937 random(static_cast<unsigned>(strtoul(name.c_str(), nullptr, 10)));
        std::shuffle(order.begin(), order.end(), random);
    }
    return order;
}

void give_way(Fiber &fiber) {
    if (!_setjmp(fiber.place)) _longjmp(scheduler, 1);
}

// Blocks of a launch have the same fibers.
void begin() {
    for (;;) {
        (*kernel)();
        fibers[current].done = true;
        give_way(fibers[current]);
    }
}

void go_on(Fiber &fiber) {
    if (_setjmp(scheduler)) return;
    if (std::exchange(fiber.begun, true)) _longjmp(fiber.place, 1);
    setcontext(&fiber.context);
}

void prepare(Fiber &fiber) {
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack.get();
    fiber.context.uc_stack.ss_size = STACK;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, begin, 0);
}

// Lets those threads of a warp go on for whom all wait that they wait for; whether there are any. Threads that have
// ended, or are none, do not come.
bool release_warp(size_t first) {
    size_t count = std::min(fibers.size() - first, size_t{32});
    unsigned away = 0;
    for (size_t lane = 0; lane < count; ++lane) {
        const Fiber &fiber = fibers[first + lane];
        if (!fiber.done && fiber.at != Barrier::Warp) away |= 1u << lane;
    }
    bool any = false;
    for (size_t lane = 0; lane < count; ++lane) {
        Fiber &fiber = fibers[first + lane];
        if (fiber.at != Barrier::Warp || (fiber.lanes & away)) continue;
        fiber.at = Barrier::None;
        any = true;
    }
    return any;
}

// Lets all go on if all wait for the block; false if nobody is left.
bool release_block() {
    bool left = false;
    for (Fiber &fiber : fibers) {
        if (fiber.done) continue;
        if (fiber.at != Barrier::Block) fail("its threads wait at barriers to which the others never come");
        fiber.at = Barrier::None;
        left = true;
    }
    return left;
}

void run_thread(size_t thread) {
    Fiber &fiber = fibers[thread];
    if (fiber.done || fiber.at != Barrier::None) return;
    current = thread;
    threadIdx = fiber.index;
    go_on(fiber);
}

using Warp = std::vector<size_t>;

// A warp goes on for as long as it waits for no other: what it does until then is one step for the others.
void run_block(const std::vector<Warp> &warps) {
    for (Fiber &fiber : fibers) fiber.at = Barrier::None, fiber.done = false;
    do {
        for (const Warp &warp : warps) {
            do {
                for (size_t thread : warp) run_thread(thread);
            } while (release_warp(warp.front() & ~size_t{31}));
        }
    } while (release_block());
}

// Its threads in the order of the block's; the first is the warp whose thread comes first.
std::vector<Warp> warps(const std::vector<size_t> &threads) {
    std::vector<Warp> warps;
    for (size_t thread : threads) {
        auto own = [=](const Warp &warp) { return warp.front() / 32 == thread / 32; };
        auto warp = std::find_if(warps.begin(), warps.end(), own);
        if (warp == warps.end()) warps.push_back({thread});
        else warp->push_back(thread);
    }
    return warps;
}

} // namespace

void wait(Barrier barrier, unsigned lanes) {
    Fiber &me = fibers[current];
    me.at = barrier;
    me.lanes = lanes;
    give_way(me);
}

size_t thread() { return current; }

uint64_t &parcel(size_t thread) {
    if (thread >= fibers.size()) fail("a shuffle asks a thread that is not there");
    return parcels[thread];
}

void run(dim3 grid, dim3 block, const std::function<void()> &body) {
    gridDim = grid;
    blockDim = block;
    kernel = &body;
    fibers = std::vector<Fiber>(size_t{block.x} * block.y * block.z);
    size_t next = 0;
    for (unsigned z = 0; z < block.z; ++z)
        for (unsigned y = 0; y < block.y; ++y)
            for (unsigned x = 0; x < block.x; ++x) fibers[next++].index = {x, y, z};
    for (Fiber &fiber : fibers) prepare(fiber);
    const std::vector<Warp> turns = warps(order(fibers.size()));
    for (unsigned z = 0; z < grid.z; ++z)
        for (unsigned y = 0; y < grid.y; ++y)
            for (unsigned x = 0; x < grid.x; ++x) {
                blockIdx = {x, y, z};
                run_block(turns);
            }
}

} // namespace host
