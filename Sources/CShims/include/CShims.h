#pragma once

#include <linux/netlink.h>
#include <spawn.h>
#include <sys/eventfd.h>

/// Asks for the cache line at `address`, to be written soon.
static inline void wt_prefetch_for_write(const void *address) { __builtin_prefetch(address, 1, 3); }

/// Moves the calling thread into a network namespace: 0, or -1 with the reason in errno.
int wt_enter_network(int descriptor);

/// A descriptor that becomes readable when a process ends, or -1 with the reason in errno.
int wt_process_descriptor(int process);

/// Adds to what a new program does first: it closes all descriptors from `first` on. 0, or an error.
int wt_close_from(posix_spawn_file_actions_t *actions, int first);

/// The environment of this process.
char **wt_environment(void);

/// A pipe whose ends no other program inherits: 0, or -1 with the reason in errno.
int wt_pipe(int ends[2]);
