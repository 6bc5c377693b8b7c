// A libcuda.so.1 without a GPU: the calls that cudarc 0.19.10 makes, on this machine's memory, with kernels that g++
// compiled. Device memory is malloc's, so that valgrind and sanitizers see what a kernel touches.
//
// QUINCUNX_FAKE_CUDA_FAULT (see fault.h): `old-driver`, `init`, `no-device`, `memory`, `image`, `ptx` (made by a newer
// NVRTC), `launch` (does not start), `crash` (a kernel fails while it runs). QUINCUNX_FAKE_CUDA_DEVICES: how many there
// are, 1 by default.
#include "fault.h"
#include "shim.h"
#include <cstdio>
#include <mutex>

#define API extern "C" __attribute__((visibility("default"))) CUresult

namespace {

enum CUresult : int {
    SUCCESS = 0,
    INVALID_VALUE = 1,
    OUT_OF_MEMORY = 2,
    NO_DEVICE = 100,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    UNSUPPORTED_PTX_VERSION = 222,
    NOT_FOUND = 500,
    ILLEGAL_ADDRESS = 700,
    LAUNCH_OUT_OF_RESOURCES = 701,
    UNKNOWN = 999,
};
using CUdeviceptr = unsigned long long;

std::map<std::string, host::Runner> &kernels() {
    static std::map<std::string, host::Runner> kernels;
    return kernels;
}

// By where they begin, with their bytes.
std::map<CUdeviceptr, size_t> memory;
std::recursive_mutex lock;
// Once a kernel failed, every call says so, as on a device.
CUresult failed = SUCCESS;
thread_local void *context = nullptr;
char handle; // contexts, streams and events are of no use here; each is a pointer to this

int devices() {
    const char *count = getenv("QUINCUNX_FAKE_CUDA_DEVICES");
    return count ? atoi(count) : 1;
}

// Whether these bytes are inside of one allocation.
bool holds(CUdeviceptr place, size_t bytes) {
    auto after = memory.upper_bound(place);
    if (after == memory.begin()) return false;
    auto [begin, size] = *std::prev(after);
    return place - begin <= size && bytes <= size - (place - begin);
}

CUresult allocate(CUdeviceptr *place, size_t bytes) {
    std::lock_guard guard(lock);
    if (failed) return failed;
    if (!bytes) return INVALID_VALUE;
    void *found = fault("memory") ? nullptr : malloc(bytes);
    if (!found) return OUT_OF_MEMORY;
    memset(found, 0xA5, bytes); // new memory holds anything
    *place = reinterpret_cast<CUdeviceptr>(found);
    memory[*place] = bytes;
    return SUCCESS;
}

CUresult release(CUdeviceptr place) {
    std::lock_guard guard(lock);
    if (!memory.erase(place)) return INVALID_VALUE;
    free(reinterpret_cast<void *>(place));
    return failed;
}

// Runs `work` if the bytes are there at every one of the places.
template <class Work> CUresult touch(std::initializer_list<CUdeviceptr> places, size_t bytes, Work work) {
    std::lock_guard guard(lock);
    if (failed) return failed;
    for (CUdeviceptr place : places)
        if (!holds(place, bytes)) return INVALID_VALUE;
    work();
    return SUCCESS;
}

void *at(CUdeviceptr place) { return reinterpret_cast<void *>(place); }

bool is_launchable(dim3 grid, dim3 block) {
    auto within = [](unsigned n, unsigned most) { return n >= 1 && n <= most; };
    return within(grid.x, 0x7fffffff) && within(grid.y, 65535) && within(grid.z, 65535) && within(block.x, 1024) &&
           within(block.y, 1024) && within(block.z, 64) && size_t{block.x} * block.y * block.z <= 1024;
}

const char *name(int error) {
    switch (error) {
    case INVALID_VALUE: return "CUDA_ERROR_INVALID_VALUE";
    case OUT_OF_MEMORY: return "CUDA_ERROR_OUT_OF_MEMORY";
    case NO_DEVICE: return "CUDA_ERROR_NO_DEVICE";
    case INVALID_DEVICE: return "CUDA_ERROR_INVALID_DEVICE";
    case INVALID_IMAGE: return "CUDA_ERROR_INVALID_IMAGE";
    case UNSUPPORTED_PTX_VERSION: return "CUDA_ERROR_UNSUPPORTED_PTX_VERSION";
    case NOT_FOUND: return "CUDA_ERROR_NOT_FOUND";
    case ILLEGAL_ADDRESS: return "CUDA_ERROR_ILLEGAL_ADDRESS";
    case LAUNCH_OUT_OF_RESOURCES: return "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES";
    default: return "CUDA_ERROR_UNKNOWN";
    }
}

const char *words(int error) {
    switch (error) {
    case INVALID_VALUE: return "invalid argument";
    case OUT_OF_MEMORY: return "out of memory";
    case NO_DEVICE: return "no CUDA-capable device is detected";
    case INVALID_DEVICE: return "invalid device ordinal";
    case INVALID_IMAGE: return "device kernel image is invalid";
    case UNSUPPORTED_PTX_VERSION: return "the provided PTX was compiled with an unsupported toolchain.";
    case NOT_FOUND: return "named symbol not found";
    case ILLEGAL_ADDRESS: return "an illegal memory access was encountered";
    case LAUNCH_OUT_OF_RESOURCES: return "too many resources requested for launch";
    default: return "unknown error";
    }
}

} // namespace

void host::add(const char *name, Runner runner) { kernels()[name] = std::move(runner); }

API cuDriverGetVersion(int *version) { return *version = fault("old-driver") ? 11040 : 12090, SUCCESS; }
API cuInit(unsigned) { return fault("init") ? UNKNOWN : fault("no-device") ? NO_DEVICE : SUCCESS; }
// The real NVRTC looks for private tables of the driver, and crashes where nobody answers.
API cuGetExportTable(const void **table, const void *) { return *table = nullptr, NOT_FOUND; }
API cuGetErrorName(int error, const char **text) { return *text = name(error), SUCCESS; }
API cuGetErrorString(int error, const char **text) { return *text = words(error), SUCCESS; }

API cuDeviceGetCount(int *count) { return *count = devices(), SUCCESS; }
API cuDeviceGet(int *device, int number) {
    if (number < 0 || number >= devices()) return INVALID_DEVICE;
    return *device = number, SUCCESS;
}
API cuDeviceGetName(char *text, int bytes, int) { return snprintf(text, bytes, "host driver"), SUCCESS; }
API cuDeviceTotalMem_v2(size_t *bytes, int) { return *bytes = size_t{1} << 34, SUCCESS; }
API cuDeviceGetAttribute(int *value, int attribute, int) {
    switch (attribute) {
    case 16: *value = 132; break; // multiprocessors
    case 75: *value = 9; break;   // compute capability 9.0
    case 76: *value = 0; break;
    default: *value = 1;          // what is asked for is there; memory pools are 115
    }
    return SUCCESS;
}

API cuDevicePrimaryCtxRetain(void **found, int) { return *found = &handle, SUCCESS; }
API cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }
API cuCtxGetCurrent(void **found) { return *found = context, SUCCESS; }
API cuCtxSetCurrent(void *wanted) { return context = wanted, SUCCESS; }
API cuCtxSynchronize() { return failed; }

API cuMemGetInfo_v2(size_t *free, size_t *total) {
    std::lock_guard guard(lock);
    *free = *total = size_t{1} << 34;
    for (auto [_, bytes] : memory) *free -= std::min(*free, bytes);
    return SUCCESS;
}
API cuMemAlloc_v2(CUdeviceptr *place, size_t bytes) { return allocate(place, bytes); }
API cuMemAllocAsync(CUdeviceptr *place, size_t bytes, void *) { return allocate(place, bytes); }
API cuMemFree_v2(CUdeviceptr place) { return release(place); }
API cuMemFreeAsync(CUdeviceptr place, void *) { return release(place); }
API cuMemsetD8Async(CUdeviceptr to, unsigned char value, size_t bytes, void *) {
    return touch({to}, bytes, [=] { memset(at(to), value, bytes); });
}
API cuMemcpyHtoDAsync_v2(CUdeviceptr to, const void *from, size_t bytes, void *) {
    return touch({to}, bytes, [=] { memcpy(at(to), from, bytes); });
}
API cuMemcpyDtoHAsync_v2(void *to, CUdeviceptr from, size_t bytes, void *) {
    return touch({from}, bytes, [=] { memcpy(to, at(from), bytes); });
}
API cuMemcpyDtoDAsync_v2(CUdeviceptr to, CUdeviceptr from, size_t bytes, void *) {
    return touch({to, from}, bytes, [=] { memmove(at(to), at(from), bytes); });
}

API cuStreamCreate(void **stream, unsigned) { return *stream = &handle, SUCCESS; }
API cuStreamDestroy_v2(void *) { return SUCCESS; }
API cuStreamSynchronize(void *) { return failed; }
API cuStreamWaitEvent(void *, void *, unsigned) { return failed; }
API cuEventCreate(void **event, unsigned) { return *event = &handle, SUCCESS; }
API cuEventDestroy_v2(void *) { return SUCCESS; }
API cuEventRecord(void *, void *) { return failed; }
API cuEventSynchronize(void *) { return failed; }

// What is in the image does not matter: kernels are found by their names.
API cuModuleLoadData(void **module, const void *) {
    *module = &handle;
    return fault("image") ? INVALID_IMAGE : fault("ptx") ? UNSUPPORTED_PTX_VERSION : failed;
}
API cuModuleUnload(void *) { return SUCCESS; }
API cuModuleGetFunction(void **function, void *, const char *name) {
    auto found = kernels().find(name);
    if (found == kernels().end()) return NOT_FOUND;
    return *function = &found->second, SUCCESS;
}
API cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned shared, void *, void **arguments, void **) {
    std::lock_guard guard(lock);
    if (failed) return failed;
    dim3 grid(gx, gy, gz), block(bx, by, bz);
    if (!is_launchable(grid, block) || shared) return INVALID_VALUE;
    if (fault("launch")) return LAUNCH_OUT_OF_RESOURCES;
    if (fault("crash")) return failed = ILLEGAL_ADDRESS, SUCCESS; // heard at the next call
    (*static_cast<host::Runner *>(function))(grid, block, arguments);
    return SUCCESS;
}
