// What a network makes of cells, layer by layer, in single precision. Between two layers a cell's channels stand
// together, zeros up to a multiple of 16, cell by cell and row by row.
//
// Every sum is made in the processor's order, by fused multiplications where the processor has them: the logits are the
// same bit for bit, whatever piece of the lattice is computed at once.

// Lanes of a sum that is made as a tree, and what a cell's channels are a multiple of.
constexpr int LANES = 16;
// A tile is for as many cells, one a thread, and as many outputs.
constexpr int CELLS = 128;
constexpr int OUTPUTS = 64;
// Inputs that a tile takes at once.
constexpr int DEPTH = 8;
constexpr unsigned ALL = 0xffffffffu;

// Part of a lattice: its first cell, which may lie beyond the edges, and its sides.
struct Piece {
    int x, y, width, height;
};

// How decisions are made, and where they go.
struct Decision {
    float threshold;
    // A margin from which on nobody asks for the cells that were seen.
    float far;
    // The side of the square that a cell sees.
    int side;
    // The smallest margin with its square, and the largest size of a logit, as bits.
    unsigned long long *closest;
    unsigned *largest;
    // The next cells of the lattice, and its logits unless that is null.
    unsigned *next;
    float *logits;
};

// ReLU.
__device__ float positive(float x) { return x > 0.0f ? x : 0.0f; }

__device__ void add(float4 &sum, float4 more) {
    sum.x += more.x;
    sum.y += more.y;
    sum.z += more.z;
    sum.w += more.w;
}

// The square of at most 25 cells around (x, y), the first highest: then the smaller of two numbers is the square whose
// first cell that differs is dead.
__device__ unsigned square(const Board &board, long long x, long long y, int side) {
    unsigned bits = 0;
    for (int row = 0; row < side; ++row) {
        unsigned cells = board.from(x - side / 2, board.row(y - side / 2 + row));
        for (int column = 0; column < side; ++column) bits = bits << 1 | (cells >> column & 1);
    }
    return bits;
}

// Decides the cell (x, y) of a lattice. All threads of a warp come here, for the cells of a word, also those that have
// none.
__device__ void put(const Board &board, const Decision &how, bool there, long long x, long long y, float logit) {
    float margin = fabsf(logit - how.threshold);
    unsigned seen = there && margin <= how.far && how.side <= 5 ? square(board, x, y, how.side) : 0;
    unsigned long long closest = there ? (unsigned long long)__float_as_uint(margin) << 32 | seen : ~0ull;
    unsigned largest = there ? __float_as_uint(fabsf(logit)) : 0;
    for (int flip = 16; flip > 0; flip /= 2) {
        closest = min(closest, __shfl_xor_sync(ALL, closest, flip));
        largest = max(largest, __shfl_xor_sync(ALL, largest, flip));
    }
    unsigned alive = __ballot_sync(ALL, there && logit > how.threshold);
    if (there && how.logits) how.logits[y * board.width + x] = logit;
    if (there && threadIdx.x % 32 == 0) {
        how.next[y * board.words() + x / 32] = alive;
        // What is read may be old, and then it is too far.
        if (closest < *how.closest) atomicMin(how.closest, closest);
        if (largest > *how.largest) atomicMax(how.largest, largest);
    }
}

// The square of cells from a column on: a bit a cell, row by row, the first lowest. Each row is 64 cells.
__device__ unsigned pattern(const unsigned (*rows)[2], int column, int side) {
    unsigned bits = 0;
    for (int row = 0; row < side; ++row) {
        unsigned long long cells = (unsigned long long)rows[row][1] << 32 | rows[row][0];
        bits |= (unsigned(cells >> column) & ((1u << side) - 1)) << (row * side);
    }
    return bits;
}

// The first layer, whose sides are 1 or 3, and the second: for each tap of the second and each pattern of cells there
// is a vector in the tables, and the sum of those is what the second makes of a cell. `groups` are the channels by
// four.
extern "C" __global__ void __launch_bounds__(128)
    look_up(const unsigned *cells, int width, int height, bool torus, Piece piece, int first, int second,
            const float4 *tables, const float4 *bias, int groups, float4 *out) {
    __shared__ unsigned rows[3 + 4][2];
    __shared__ unsigned short patterns[5][32 + 4];
    Board board{cells, width, height, torus};
    int me = threadIdx.x, left = blockIdx.x * 32, y = blockIdx.y;
    int count = min(32, piece.width - left), across = count + second - 1;
    if (me / 2 < first + second - 1)
        rows[me / 2][me % 2] = board.from(piece.x + left + me % 2 * 32, board.row(piece.y + y + me / 2));
    __syncthreads();
    for (int i = me; i < second * across; i += 128) {
        int row = i / across, column = i % across;
        patterns[row][column] = pattern(rows + row, column, first);
    }
    __syncthreads();
    int size = (1 << (first * first)) * groups;
    out += ((long long)y * piece.width + left) * groups;
    for (int i = me; i < count * groups; i += 128) {
        int cell = i / groups, group = i % groups;
        const float4 *table = tables + group;
        float4 sum = bias[group];
        for (int row = 0; row < second; ++row)
            for (int column = 0; column < second; ++column, table += size)
                add(sum, table[patterns[row][cell + column] * groups]);
        out[i] = {positive(sum.x), positive(sum.y), positive(sum.z), positive(sum.w)};
    }
}

// The tiles that a block multiplies, two of each: one is filled while the other is used.
struct __align__(16) Tiles {
    float cells[2][DEPTH][CELLS];
    float weights[2][DEPTH][OUTPUTS];
};

// Which of the tile's cells and outputs are a thread's: eight of each, in two groups of four that lie far apart, so
// that neighbouring threads read neighbouring numbers.
__device__ int cell_of(int i) { return i / 4 * (CELLS / 2) + threadIdx.x / 8 * 4 + i % 4; }
__device__ int output_of(int i) { return i / 4 * (OUTPUTS / 2) + threadIdx.x % 8 * 4 + i % 4; }

__device__ void take(const float *from, int apart, float (&eight)[8]) {
    float4 low = *(const float4 *)from, high = *(const float4 *)(from + apart);
    eight[0] = low.x, eight[1] = low.y, eight[2] = low.z, eight[3] = low.w;
    eight[4] = high.x, eight[5] = high.y, eight[6] = high.z, eight[7] = high.w;
}

// The sums of a tile: for each tap, then for each of its `groups` times four inputs. `rows` says where the inputs of
// the thread's own cell lie for a tap; `weights` are a row of `columns` outputs for each of all inputs.
template <class Rows>
__device__ void multiply(const Rows &rows, int taps, int groups, const float *weights, const float *bias, int columns,
                         Tiles &tiles, float (&sums)[8][8]) {
    for (int o = 0; o < 8; ++o)
        for (int c = 0; c < 8; ++c) sums[c][o] = bias[output_of(o)];
    int me = threadIdx.x, tap = 0, group = 0, steps = taps * groups * 4 / DEPTH;
    int input = me / (OUTPUTS / 4), output = me % (OUTPUTS / 4) * 4;
    const float4 *row = rows.of(0);
    float4 cells[DEPTH / 4] = {}, some = {};
    for (int step = 0; step <= steps; ++step) {
        if (step < steps) {
            for (int i = 0; i < DEPTH / 4; ++i) cells[i] = row[group + i];
            some = *(const float4 *)(weights + (long long)(step * DEPTH + input) * columns + output);
            group += DEPTH / 4;
            if (group == groups && tap + 1 < taps) group = 0, row = rows.of(++tap);
        }
        if (step > 0) {
            int used = (step - 1) % 2;
#pragma unroll
            for (int k = 0; k < DEPTH; ++k) {
                float of_cells[8], of_outputs[8];
                take(tiles.cells[used][k] + cell_of(0), CELLS / 2, of_cells);
                take(tiles.weights[used][k] + output_of(0), OUTPUTS / 2, of_outputs);
                for (int c = 0; c < 8; ++c)
                    for (int o = 0; o < 8; ++o) sums[c][o] = fmaf(of_outputs[o], of_cells[c], sums[c][o]);
            }
        }
        if (step < steps) {
            float(*to)[CELLS] = tiles.cells[step % 2];
            for (int i = 0; i < DEPTH / 4; ++i) {
                to[4 * i][me] = cells[i].x;
                to[4 * i + 1][me] = cells[i].y;
                to[4 * i + 2][me] = cells[i].z;
                to[4 * i + 3][me] = cells[i].w;
            }
            *(float4 *)&tiles.weights[step % 2][input][output] = some;
        }
        __syncthreads();
    }
}

// What a cell sees in a layer's input; every tap is a step to the right or to the next row.
struct Seen {
    const float4 *first;
    int side, width, groups;

    __device__ const float4 *of(int tap) const { return first + (tap / side * width + tap % side) * groups; }
};

// A layer with its ReLU, of a piece of `width` × `height` cells from one that is larger by side − 1.
extern "C" __global__ void __launch_bounds__(CELLS, 4)
    convolve(const float4 *in, int side, int in_groups, int width, int height, const float *weights, const float *bias,
             int columns, int out_groups, float4 *out) {
    __shared__ Tiles tiles;
    int count = width * height, start = blockIdx.x * CELLS, column = blockIdx.y * OUTPUTS;
    // Threads without a cell compute the last one once more.
    int cell = min(start + int(threadIdx.x), count - 1), wide = width + side - 1;
    Seen seen{in + (cell / width * wide + cell % width) * in_groups, side, wide, in_groups};
    float sums[8][8];
    multiply(seen, side * side, in_groups, weights + column, bias + column, columns, tiles, sums);
    for (int c = 0; c < 8; ++c) {
        int to = start + cell_of(c);
        if (to >= count) break;
        for (int o = 0; o < 8; o += 4) {
            int group = (column + output_of(o)) / 4;
            if (group >= out_groups) break;
            const float *sum = sums[c] + o;
            out[to * out_groups + group] = {positive(sum[0]), positive(sum[1]), positive(sum[2]), positive(sum[3])};
        }
    }
}

// The head, and the next cells of a piece that begins with a word. A warp has a word, half of it a cell at a time, a
// thread every 16th channel.
extern "C" __global__ void __launch_bounds__(128)
    decide(const float *in, int side, int stride, const float *weights, float bias, const unsigned *cells, int width,
           int height, bool torus, Piece piece, float threshold, float far, int seen, unsigned long long *closest,
           unsigned *largest, unsigned *next, float *logits) {
    int words = (piece.width + 31) / 32, word = blockIdx.x * 4 + threadIdx.x / 32;
    if (word >= words * piece.height) return;
    int lane = threadIdx.x % 32, wide = piece.width + side - 1;
    int y = word / words, left = word % words * 32;
    float logit = 0.0f;
    for (int i = 0; i < LANES; ++i) {
        int cell = min(left + lane / LANES * LANES + i, piece.width - 1);
        float sum = 0.0f;
        for (int tap = 0; tap < side * side; ++tap) {
            const float *values = in + ((y + tap / side) * wide + cell + tap % side) * stride;
            for (int c = lane % LANES; c < stride; c += LANES) sum = fmaf(weights[tap * stride + c], values[c], sum);
        }
        for (int flip = LANES / 2; flip > 0; flip /= 2) sum += __shfl_xor_sync(ALL, sum, flip);
        if (i == lane % LANES) logit = bias + sum;
    }
    Board board{cells, width, height, torus};
    Decision how{threshold, far, seen, closest, largest, next, logits};
    put(board, how, left + lane < piece.width, piece.x + left + lane, piece.y + y, logit);
}

// What a tile's layer leaves, for each output and each cell.
struct __align__(16) Left {
    float of[OUTPUTS][CELLS];
};

// The logit of the thread's own cell by a layer and a head that sees one cell. The layer's outputs are taken tile by
// tile; those behind the last one have no weight.
template <class Rows>
__device__ float logit_of(const Rows &rows, int taps, int groups, const float *weights, const float *bias, int columns,
                          const float *head, float head_bias, Tiles &tiles, Left &left) {
    float lanes[LANES] = {};
    for (int column = 0; column < columns; column += OUTPUTS) {
        float sums[8][8];
        multiply(rows, taps, groups, weights + column, bias + column, columns, tiles, sums);
        for (int o = 0; o < 8; ++o)
            for (int c = 0; c < 8; c += 4)
                *(float4 *)&left.of[output_of(o)][cell_of(c)] = {positive(sums[c][o]), positive(sums[c + 1][o]),
                                                                 positive(sums[c + 2][o]), positive(sums[c + 3][o])};
        __syncthreads();
#pragma unroll 1
        for (int o = 0; o < OUTPUTS; o += LANES)
            for (int l = 0; l < LANES; ++l)
                lanes[l] = fmaf(head[column + o + l], left.of[o + l][threadIdx.x], lanes[l]);
        // Before `left` is written again, all threads meet in the next tile.
    }
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int l = 0; l < half; ++l) lanes[l] += lanes[l + half];
    return head_bias + lanes[0];
}

// The last layer before the head with the head, one that sees one cell, and the next cells of a piece that begins with
// a word: `convolve` and `decide` at once. A warp has a word.
extern "C" __global__ void __launch_bounds__(CELLS)
    convolve_and_decide(const float4 *in, int side, int groups, const float *weights, const float *bias, int columns,
                        const float *head, float head_bias, const unsigned *cells, int width, int height, bool torus,
                        Piece piece, float threshold, float far, int seen, unsigned long long *closest,
                        unsigned *largest, unsigned *next, float *logits) {
    __shared__ Tiles tiles;
    __shared__ Left left;
    int words = (piece.width + 31) / 32, word = blockIdx.x * 4 + threadIdx.x / 32, last = words * piece.height - 1;
    // Threads without a cell compute another one once more.
    int y = min(word, last) / words, x = min(word, last) % words * 32 + threadIdx.x % 32;
    bool there = word <= last && x < piece.width;
    int wide = piece.width + side - 1;
    Seen rows{in + (y * wide + min(x, piece.width - 1)) * groups, side, wide, groups};
    float logit = logit_of(rows, side * side, groups, weights, bias, columns, head, head_bias, tiles, left);
    Board board{cells, width, height, torus};
    Decision how{threshold, far, seen, closest, largest, next, logits};
    put(board, how, there, piece.x + x, piece.y + y, logit);
}

// One row for all taps.
struct Row {
    const float4 *first;

    __device__ const float4 *of(int) const { return first; }
};

// All of a network whose first layers see `first` × `first` cells, 1 or 3, so that what they make of a cell is a row of
// a table, and which has one layer of 1×1 and a head of 1×1 behind them. A warp has a word.
extern "C" __global__ void __launch_bounds__(CELLS)
    look_up_and_decide(const float4 *table, int first, int groups, const float *weights, const float *bias, int columns,
                       const float *head, float head_bias, const unsigned *cells, int width, int height, bool torus,
                       Piece piece, float threshold, float far, int seen, unsigned long long *closest,
                       unsigned *largest, unsigned *next, float *logits) {
    __shared__ Tiles tiles;
    __shared__ Left left;
    int words = (piece.width + 31) / 32, word = blockIdx.x * 4 + threadIdx.x / 32, last = words * piece.height - 1;
    int y = min(word, last) / words, x = min(word, last) % words * 32 + threadIdx.x % 32;
    bool there = word <= last && x < piece.width;
    Board board{cells, width, height, torus};
    unsigned pattern = 0;
    for (int row = 0; row < first; ++row) {
        unsigned three = board.from(piece.x + x - first / 2, board.row(piece.y + y - first / 2 + row));
        pattern |= (three & ((1u << first) - 1)) << (row * first);
    }
    Row rows{table + pattern * groups};
    float logit = logit_of(rows, 1, groups, weights, bias, columns, head, head_bias, tiles, left);
    Decision how{threshold, far, seen, closest, largest, next, logits};
    put(board, how, there, piece.x + x, piece.y + y, logit);
}

// The bits of a row of five cells, five places apart.
__device__ unsigned spread(unsigned cells) {
    return (cells & 1) | (cells & 2) << 4 | (cells & 4) << 8 | (cells & 8) << 12 | (cells & 16) << 16;
}

// The next cells by a table of all squares of 5×5 cells, whose numbers go column by column. A warp has a word.
extern "C" __global__ void __launch_bounds__(128)
    table_of_25(const unsigned *cells, int width, int height, bool torus, const unsigned *table, unsigned *next) {
    Board board{cells, width, height, torus};
    long long word = (long long)blockIdx.x * 4 + threadIdx.x / 32;
    if (word >= (long long)board.words() * height) return;
    int lane = threadIdx.x % 32;
    long long x = word % board.words() * 32 + lane, y = word / board.words();
    unsigned number = 0;
    for (int row = 0; row < 5; ++row) number |= spread(board.from(x - 2, board.row(y + row - 2))) << row;
    bool alive = x < width && (table[number >> 5] >> (number & 31) & 1);
    unsigned all = __ballot_sync(ALL, alive);
    if (lane == 0) next[word] = all;
}
