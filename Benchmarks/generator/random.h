/* Seeded random numbers: xoshiro256**, filled by splitmix64 (Blackman and Vigna, public domain).
   The same seed gives the same numbers on every machine, so never draw twice in one argument or
   initialiser list: C leaves the order to the compiler. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct random {
    uint64_t state[4];
};

/* One step of splitmix64; also used alone as a mixing function. */
static inline uint64_t mix64(uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static inline void random_seed(struct random *r, uint64_t seed) {
    for (unsigned i = 0; i < 4; i++) r->state[i] = mix64(seed + i * 0x9e3779b97f4a7c15u);
}

static inline uint64_t random_next(struct random *r) {
    uint64_t *s = r->state, product = s[1] * 5, result = ((product << 7) | (product >> 57)) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* A number below `limit` (limit > 0). */
static inline uint32_t random_below(struct random *r, uint32_t limit) {
    return (uint32_t)(((random_next(r) >> 32) * limit) >> 32);
}

/* A number in low ... high, both included. */
static inline uint32_t random_between(struct random *r, uint32_t low, uint32_t high) {
    return low + random_below(r, high - low + 1);
}

static inline bool random_percent(struct random *r, uint32_t percent) {
    return random_below(r, 100) < percent;
}

/* Fills little-endian, so that the bytes do not depend on the machine. */
static inline void random_fill(struct random *r, uint8_t *bytes, size_t count) {
    while (count > 0) {
        uint64_t word = random_next(r);
        for (unsigned i = 0; i < 8 && count > 0; i++, count--, word >>= 8) *bytes++ = (uint8_t)word;
    }
}

#endif
