// Kernels of the tests: of each kind of parallel work, the smallest.

extern "C" __global__ void add(const float *a, const float *b, float *sum, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) sum[i] = a[i] + b[i];
}

// The sum of each block of 128, as a tree in shared memory. The number of numbers need be a multiple of nothing.
extern "C" __global__ void __launch_bounds__(128) block_sums(const int *numbers, int *sums, int n) {
    __shared__ int part[128];
    int me = threadIdx.x, i = blockIdx.x * 128 + me;
    part[me] = i < n ? numbers[i] : 0;
    __syncthreads();
    for (int half = 64; half > 0; half /= 2) {
        if (me < half) part[me] += part[me + half];
        __syncthreads();
    }
    if (me == 0) sums[blockIdx.x] = part[0];
}

// The same over warps: the first warp shuffles once more than the others, who wait for it at the barrier.
extern "C" __global__ void __launch_bounds__(128) warp_sums(const int *numbers, int *sums, int n) {
    __shared__ int part[4];
    int me = threadIdx.x, i = blockIdx.x * 128 + me;
    int sum = i < n ? numbers[i] : 0;
    for (int flip = 16; flip > 0; flip /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, flip);
    if (me % 32 == 0) part[me / 32] = sum;
    __syncthreads();
    if (me < 32) {
        int all = me < 4 ? part[me] : 0;
        for (int flip = 2; flip > 0; flip /= 2) all += __shfl_xor_sync(0xffffffffu, all, flip);
        if (me == 0) part[0] = all;
    }
    __syncthreads();
    if (me == 127) sums[blockIdx.x] = part[0];
}

// Wrong on purpose: it reads what a neighbour may or may not have written.
extern "C" __global__ void race(int *seen) {
    __shared__ int part[64];
    part[threadIdx.x] = 0;
    __syncthreads();
    part[threadIdx.x] = 1;
    seen[threadIdx.x] = part[(threadIdx.x + 1) % 64];
}

// Wrong on purpose: the last thread writes behind the end.
extern "C" __global__ void outside(int *numbers) {
    numbers[threadIdx.x + 1] = 1;
}
