#pragma once
#include <linux/if_packet.h>

#include <linux/netlink.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>

/// Asks for the cache line at `address`, to be written soon.
static inline void wt_prefetch_for_write(const void *address) { __builtin_prefetch(address, 1, 3); }

/// How a child process starts. A descriptor of -1 and a null pointer mean: not asked for.
struct wt_child {
    /// The program, looked for in PATH, and its arguments; both lists end with a null pointer.
    char *const *arguments;
    char *const *environment;
    /// The folder it starts in, if there is one of that path in its mount namespace.
    const char *folder;
    /// Namespaces to enter before the program starts.
    int network, mounts;
    /// Its standard streams.
    int input, output, errors;
    /// Makes a node instead of entering one: a new network namespace that is pinned to this file, and
    /// a new mount namespace with its own /sys, /run and /etc. `shared` is the folder below /run that
    /// stays visible.
    const char *pin;
    const char *shared;
    /// Whether it leads a session of its own, out of reach of the terminal.
    int detached;
    /// Whether it is root in a machine of its own: new user, mount, network and process namespaces, with
    /// an empty /run. It dies with us, and everything in them with it.
    int confined;
};

/// Starts a program and returns its pid once it runs, or -1 with the reason in errno; `step` then
/// points to the name of what failed.
int wt_start(const struct wt_child *child, const char **step);

/// Becomes a program in this very process; returns only when that failed, like `wt_start`.
int wt_become(const struct wt_child *child, const char **step);

/// Makes the calling thread alone that of another user, without groups and for good: 0, or -1 with
/// the reason in errno.
int wt_become_user(unsigned user);

/// Waits like poll, for so many nanoseconds at the most.
int wt_poll(struct pollfd *entries, unsigned count, long long nanoseconds);

/// A descriptor that tells which of many sockets can go on, or -1 with the reason in errno.
int wt_new_watch(void);

/// Lets it tell `token` each time that something has come for a socket and, if that `connects`, once it has
/// done so: 0, or -1 with the reason in errno. Whoever is told takes all of it.
int wt_watch(int watch, int socket, unsigned long long token, int connects);

/// Waits until it tells something, for so many nanoseconds at the most; how many tokens there are.
int wt_wait(int watch, unsigned long long *tokens, int most, long long nanoseconds);

/// Makes the look-ups of the calling thread read the resolver's settings anew, and wait one second
/// once for each name server: 0, or -1.
int wt_hasty_look_ups(void);

/// Moves the calling thread into a network namespace: 0, or -1 with the reason in errno.
int wt_enter_network(int descriptor);

/// Moves the calling thread into a network namespace of its own, and returns a descriptor of it, or -1
/// with the reason in errno.
int wt_new_network(void);

/// Gives the calling thread a root and a current folder of its own: 0, or -1 with the reason in errno.
int wt_own_folder(void);

/// Moves the calling thread, which has a folder of its own, into a mount namespace: 0, or -1 with the
/// reason in errno. Its folder is then that namespace's root.
int wt_enter_mounts(int descriptor);

/// Gives the calling thread mounts of its own, from which nothing gets out: 0, or -1 with the reason
/// in errno.
int wt_own_mounts(void);

/// Puts a file in place of another, for whoever has the calling thread's mounts: 0, or -1 with the
/// reason in errno.
int wt_bind(const char *file, const char *place);

/// A descriptor that becomes readable when a process ends, or -1 with the reason in errno.
int wt_process_descriptor(int process);

/// Adds to what a new program does first: it closes all descriptors from `first` on. 0, or an error.
int wt_close_from(posix_spawn_file_actions_t *actions, int first);

/// The environment of this process.
char **wt_environment(void);

/// A file in memory that no other program inherits, or -1 with the reason in errno.
int wt_memory_file(void);

/// A pipe whose ends no other program inherits: 0, or -1 with the reason in errno.
int wt_pipe(int ends[2]);

/// Puts a program before a packet socket, `count` instructions of eight bytes each; with none, nothing is
/// done. 0, or -1 with the reason in errno.
int wt_attach_filter(int socket, const void *instructions, unsigned short count);

/// Makes a TUN interface of this name and number, and returns the descriptor that it lives as long as; -1
/// with the reason in errno.
int wt_make_tun(const char *name, int number, unsigned short flags);
