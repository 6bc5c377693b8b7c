// How a lattice of two states lies in memory on a device: a bit a cell, 32 cells in a word, the first in the lowest bit,
// rows of whole words one after the other. Bits behind the end of a row are 0.
//
// This file stands before the sources that use it.

struct Board {
    const unsigned *cells;
    int width, height;
    // Opposite edges are joined; else everything outside is dead.
    bool torus;

    __device__ int words() const { return (width + 31) / 32; }

    // The row of a number that may lie beyond the edges; null where everything is dead.
    __device__ const unsigned *row(long long y) const {
        if (y < 0 || y >= height) {
            if (!torus) return nullptr;
            y %= height;
            y += y < 0 ? height : 0;
        }
        return cells + y * words();
    }

    // The 32 cells of a row from x on, which may lie beyond the edges; the first in the lowest bit.
    __device__ unsigned from(long long x, const unsigned *row) const {
        if (!row) return 0;
        if (x >= 0 && x + 32 <= width) return inside(x, row);
        return torus ? wrapped(x, row) : cut(x, row);
    }

    // Both words are in the row if x + 32 cells are.
    __device__ unsigned inside(long long x, const unsigned *row) const {
        unsigned shift = x & 31;
        const unsigned *word = row + (x >> 5);
        return shift ? word[0] >> shift | word[1] << (32 - shift) : word[0];
    }

    // On a torus the row goes on from its beginning, several times where it is short.
    __device__ unsigned wrapped(long long x, const unsigned *row) const {
        x %= width;
        x += x < 0 ? width : 0;
        unsigned found = 0;
        for (int filled = 0; filled < 32;) {
            int take = min(min(32 - filled, 32 - int(x & 31)), width - int(x));
            unsigned piece = row[x >> 5] >> (x & 31);
            piece &= take == 32 ? ~0u : (1u << take) - 1;
            found |= piece << filled;
            filled += take;
            x = x + take == width ? 0 : x + take;
        }
        return found;
    }

    // Beyond dead edges there is nothing.
    __device__ unsigned cut(long long x, const unsigned *row) const {
        if (x <= -32 || x >= width) return 0;
        long long word = x >> 5; // rounds down
        unsigned shift = x & 31;
        unsigned low = word >= 0 ? row[word] : 0;
        unsigned high = word + 1 < words() ? row[word + 1] : 0;
        return shift ? low >> shift | high << (32 - shift) : low;
    }
};
