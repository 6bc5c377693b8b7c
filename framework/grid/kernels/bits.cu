// Lattices of two states, 32 cells in a word: several generations in one launch, and the number of living cells.
//
// A block takes a tile of 64 rows of 32 words into shared memory. Its outer words, and as many of its outer rows as
// there are generations, belong to the tiles around: what is right shrinks by a row and by a bit with each generation,
// and the rest is written back. A lane has a column of words to itself and a warp a band of rows, so that only the rows
// next to a band need barriers; the words to the left and right come from the lanes there.

namespace {

constexpr int ROWS = 64, BAND = 8, THREADS = ROWS / BAND * 32;
// The words of a tile's row that are written back.
constexpr int INNER = 30;

struct Tile {
    unsigned words[ROWS][32];
};

// Where a tile lies: what this thread's lane has of it.
struct Place {
    // The first cell of the lane's words, and the row of the lattice that the tile begins with.
    int x, y;
    // The rows that are of use.
    int rows;
    // The cells of a word that are in the lattice.
    unsigned inside;

    __device__ Place(const Board &board, int generations) {
        int columns = (board.words() + INNER - 1) / INNER, lane = threadIdx.x % 32;
        x = (int(blockIdx.x % columns) * INNER + lane - 1) * 32;
        y = int(blockIdx.x / columns) * (ROWS - 2 * generations) - generations;
        rows = min(ROWS, board.height + generations - y);
        int left = board.width - x;
        inside = x < 0 || left <= 0 ? 0 : left >= 32 ? ~0u : (1u << left) - 1;
    }
};

__device__ int lane() { return threadIdx.x % 32; }
// The row that this thread's band begins with.
__device__ int band() { return threadIdx.x / 32 * BAND; }

// All of a band is asked for at once where it lies well inside.
__device__ void load(const Board &board, const Place &place, Tile &tile) {
    int first = band(), y = place.y + first;
    if (place.x >= 0 && place.x + 32 <= board.width && y >= 0 && y + BAND <= board.height) {
        const unsigned *word = board.row(y) + place.x / 32;
#pragma unroll
        for (int row = 0; row < BAND; ++row) tile.words[first + row][lane()] = word[row * size_t(board.words())];
        return;
    }
#pragma unroll 1
    for (int row = first; row < min(first + BAND, place.rows); ++row)
        tile.words[row][lane()] = board.from(place.x, board.row(place.y + row));
}

// The outer words are those of others, and so are as many rows as there were generations.
__device__ void store(const Board &board, const Place &place, const Tile &tile, unsigned *next, int generations) {
    if (lane() == 0 || lane() > INNER || !place.inside) return;
    int begin = max(band(), generations), end = min(band() + BAND, place.rows - generations);
    for (int row = begin; row < end; ++row)
        next[(place.y + row) * size_t(board.words()) + place.x / 32] = tile.words[row][lane()] & place.inside;
}

// Every row of a tile becomes that of the next generation: what lies beyond `top` and `bottom` is of no use, so a band
// that has nothing else is left as it is. Rows outside of dead edges stay dead, and so do cells that `inside` has not.
template <bool TORUS, class Rule>
__device__ void generation(Tile &tile, int top, int bottom, unsigned inside, const Rule &rule) {
    const int first = band(), end = first + BAND;
    const bool busy = first < bottom && end > top;
    unsigned above = 0, below = 0;
    if (busy && first > 0) above = tile.words[first - 1][lane()];
    if (busy && end < ROWS) below = tile.words[end][lane()];
    __syncthreads();
    if (busy) {
        auto up = rule.row(above), middle = rule.row(tile.words[first][lane()]);
#pragma unroll
        for (int row = first; row < first + BAND; ++row) {
            auto down = rule.row(row < first + BAND - 1 ? tile.words[row + 1][lane()] : below);
            unsigned next = rule.next(up, middle, down);
            if (TORUS) tile.words[row][lane()] = next;
            else if (row >= top && row < bottom) tile.words[row][lane()] = next & inside;
            up = middle;
            middle = down;
        }
    }
    __syncthreads();
}

template <bool TORUS, class Rule>
__device__ void advance(const Board &board, unsigned *next, int generations, const Rule &rule) {
    __shared__ Tile tile;
    Place place(board, generations);
    load(board, place, tile);
    __syncthreads();
    // Where edges are dead, only what is in the lattice is computed.
    int low = TORUS ? 0 : -place.y, high = TORUS ? ROWS : board.height - place.y;
    for (int t = 1; t <= generations; ++t)
        generation<TORUS>(tile, max(t, low), min(place.rows - t, high), place.inside, rule);
    store(board, place, tile, next, generations);
}

__device__ unsigned either(unsigned which, unsigned one, unsigned zero) { return (which & one) | (~which & zero); }
__device__ unsigned most(unsigned a, unsigned b, unsigned c) { return (a & b) | (c & (a | b)); }

// What becomes of a cell by the number of those alive among the nine: bit n of a mask speaks of n living neighbours.
struct Counts {
    unsigned born, survive;

    // Words of a row, and of each of its cells how many live of the three around it: ones and twos.
    struct Row {
        unsigned word, ones, twos;
    };

    __device__ Row row(unsigned word) const {
        unsigned left = __funnelshift_l(__shfl_up_sync(~0u, word, 1), word, 1);
        unsigned right = __funnelshift_r(word, __shfl_down_sync(~0u, word, 1), 1);
        return {word, left ^ word ^ right, most(left, word, right)};
    }

    // All or nothing, the same for all threads.
    static __device__ unsigned bit(unsigned mask, int n) { return 0u - (mask >> n & 1); }

    // What becomes of cells with n or n + 1 alive among the nine; `odd` says which.
    __device__ unsigned pair(int n, unsigned odd, unsigned alive) const {
        unsigned dead = either(odd, n < 8 ? bit(born, n + 1) : 0, bit(born, n));
        return either(alive, either(odd, bit(survive, n), n ? bit(survive, n - 1) : 0), dead);
    }

    __device__ unsigned next(const Row &up, const Row &middle, const Row &down) const {
        unsigned ones = up.ones ^ middle.ones ^ down.ones, carry = most(up.ones, middle.ones, down.ones);
        unsigned sum = up.twos ^ middle.twos ^ down.twos, twos = sum ^ carry;
        unsigned four = most(up.twos, middle.twos, down.twos), other = sum & carry;
        unsigned fours = four ^ other, eights = four & other, alive = middle.word;
        unsigned low = either(twos, pair(2, ones, alive), pair(0, ones, alive));
        unsigned high = either(twos, pair(6, ones, alive), pair(4, ones, alive));
        return either(eights, pair(8, ones, alive), either(fours, high, low));
    }
};

// What becomes of two cells side by side, by the twelve around and in them: a byte for each of the 4096 patterns, which
// has four cells of the row below lowest, then of their own, then of the row above.
struct Table {
    static constexpr int PATTERNS = 1 << 12;
    const unsigned char *next_of;

    // From the 512 bits of a table of one cell's nine, of which the row above is lowest.
    static __device__ unsigned char next_of_two(const unsigned *table, int pattern) {
        unsigned next = 0;
        for (int cell = 0; cell < 2; ++cell) {
            int seen = pattern >> cell;
            int nine = (seen >> 8 & 7) | (seen >> 4 & 7) << 3 | (seen & 7) << 6;
            next |= (table[nine / 32] >> nine % 32 & 1) << cell;
        }
        return next;
    }

    // The cells of a row from the one to the left of a word to the one to its right.
    struct Row {
        unsigned first, last;
    };

    __device__ Row row(unsigned word) const {
        unsigned left = __shfl_up_sync(~0u, word, 1), right = __shfl_down_sync(~0u, word, 1);
        return {__funnelshift_l(left, word, 1), __funnelshift_l(word, right, 1)};
    }

    // Eight cells and one on each side.
    static __device__ unsigned ten(const Row &row, int from) {
        return __funnelshift_r(row.first, row.last, from) & 0x3ff;
    }

    // Three times ten cells are in a word at once. A product brings the twelve around two into its highest bits: what else
    // there is of it lies apart or beyond, so that nothing carries.
    __device__ unsigned next(const Row &up, const Row &middle, const Row &down) const {
        unsigned found = 0;
#pragma unroll 1
        for (int from = 0; from < 32; from += 8) {
            unsigned cells = ten(up, from) | ten(middle, from) << 10 | ten(down, from) << 20, eight = 0;
#pragma unroll
            for (int cell = 0; cell < 8; cell += 2) {
                unsigned around = cells >> cell & (15u | 15u << 10 | 15u << 20);
                eight += next_of[around * (1u << 28 | 1u << 14 | 1u) >> 20] * (1u << cell);
            }
            found |= eight << from;
        }
        return found;
    }
};

template <bool TORUS>
__device__ void by_table(const unsigned *cells, unsigned *next, int width, int height, int generations,
                         const unsigned *table) {
    __shared__ unsigned char next_of[Table::PATTERNS];
    for (int n = threadIdx.x; n < Table::PATTERNS; n += THREADS) next_of[n] = Table::next_of_two(table, n);
    advance<TORUS>(Board{cells, width, height, TORUS}, next, generations, Table{next_of}); // it waits for all threads first
}

} // namespace

extern "C" __global__ void __launch_bounds__(THREADS)
    bits_counts_torus(const unsigned *cells, unsigned *next, int width, int height, int generations, unsigned born,
                      unsigned survive) {
    advance<true>(Board{cells, width, height, true}, next, generations, Counts{born, survive});
}

extern "C" __global__ void __launch_bounds__(THREADS)
    bits_counts_dead(const unsigned *cells, unsigned *next, int width, int height, int generations, unsigned born,
                     unsigned survive) {
    advance<false>(Board{cells, width, height, false}, next, generations, Counts{born, survive});
}

// The table has 512 bits.
extern "C" __global__ void __launch_bounds__(THREADS)
    bits_table_torus(const unsigned *cells, unsigned *next, int width, int height, int generations,
                     const unsigned *table) {
    by_table<true>(cells, next, width, height, generations, table);
}

extern "C" __global__ void __launch_bounds__(THREADS)
    bits_table_dead(const unsigned *cells, unsigned *next, int width, int height, int generations,
                    const unsigned *table) {
    by_table<false>(cells, next, width, height, generations, table);
}

// Adds to `alive` how many bits are 1 in so many words.
extern "C" __global__ void __launch_bounds__(THREADS)
    bits_population(const unsigned *words, unsigned long long count, unsigned long long *alive) {
    __shared__ unsigned long long sums[THREADS / 32];
    unsigned long long sum = 0, step = size_t(gridDim.x) * THREADS;
    for (unsigned long long n = size_t(blockIdx.x) * THREADS + threadIdx.x; n < count; n += step) sum += __popc(words[n]);
    for (int flip = 16; flip > 0; flip /= 2) sum += __shfl_xor_sync(~0u, sum, flip);
    if (lane() == 0) sums[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x != 0) return;
    for (int warp = 1; warp < THREADS / 32; ++warp) sum += sums[warp];
    atomicAdd(alive, sum);
}
