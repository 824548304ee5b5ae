#pragma once
#include <linux/if_packet.h>

/// Asks for the cache line at `address`, to be written soon.
static inline void wt_prefetch_for_write(const void *address) { __builtin_prefetch(address, 1, 3); }
