#define _GNU_SOURCE
#include "CShims.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/filter.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <resolv.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <sys/syscall.h>

/// What can fail in a child, in the order in which it is done.
static const char *const steps[] = {
    "fork", "signals", "network namespace", "pin", "mount namespace", "private mounts", "/sys",
    "shared folder", "/run", "/etc", "streams", "program", "user", "/proc",
};
enum {
    FORK, SIGNALS, NETWORK, PIN, MOUNTS, PRIVATE, SYS, SHARED, RUN, ETC, STREAMS, PROGRAM, USER, PROC
};

/// Moves this process into namespaces.
static int enter(int network, int mounts, const char *folder) {
    // A mount namespace is entered only by who shares its idea of the root with nobody.
    if (unshare(CLONE_FS)) return -1;
    if (network >= 0 && setns(network, CLONE_NEWNET)) return -1;
    if (mounts >= 0 && setns(mounts, CLONE_NEWNS)) return -1;
    // What has no such folder starts at the root.
    if (folder && chdir(folder)) errno = 0;
    return 0;
}

/// Makes the namespaces and mounts of a node; the step that failed, or PROGRAM.
static int make_node(const char *pin, const char *shared) {
    char again[32];
    if (unshare(CLONE_NEWNET)) return NETWORK;
    if (mount("/proc/self/ns/net", pin, NULL, MS_BIND, NULL)) return PIN;
    if (unshare(CLONE_NEWNS)) return MOUNTS;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return PRIVATE;
    // The files about interfaces are those of the namespace that mounted them.
    if (mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) return SYS;
    int folder = open(shared, O_PATH | O_CLOEXEC | O_DIRECTORY);
    if (folder < 0) return SHARED;
    snprintf(again, sizeof again, "/proc/self/fd/%d", folder);
    if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755")) return RUN;
    if (mkdir(shared, 0755) || mount(again, shared, NULL, MS_BIND, NULL)) return SHARED;
    close(folder);
    // A copy on write: nothing that the node changes, and no rename outside, crosses.
    if (mkdir("/run/etc", 0755) || mkdir("/run/etc/upper", 0755) || mkdir("/run/etc/work", 0755)
        || mount("overlay", "/etc", "overlay", 0,
                 "lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work"))
        return ETC;
    return PROGRAM;
}

static int put(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    size_t length = strlen(text);
    int failed = write(file, text, length) != (ssize_t)length;
    int fault = errno;
    close(file);
    errno = fault;
    return failed ? -1 : 0;
}

/// Makes the only user of new namespaces its root; the step that failed, or PROGRAM.
static int confine(uid_t user, gid_t group) {
    char line[32];
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) return SIGNALS;
    // Who has one group alone may map it, and must not drop others (user_namespaces(7)).
    if (put("/proc/self/setgroups", "deny")) return USER;
    snprintf(line, sizeof line, "0 %u 1", user);
    if (put("/proc/self/uid_map", line)) return USER;
    snprintf(line, sizeof line, "0 %u 1", group);
    if (put("/proc/self/gid_map", line)) return USER;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return PRIVATE;
    if (mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755")) return RUN;
    // The processes of a lab are found by their numbers here.
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL)) return PROC;
    return PROGRAM;
}

/// A profile of AppArmor binds a daemon to the paths of the machine's own one. Without AppArmor there
/// is no such file.
static void leave_profile(void) {
    static const char order[] = "exec unconfined";
    int file = open("/proc/thread-self/attr/apparmor/exec", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    if (write(file, order, sizeof order - 1) < 0) errno = 0;
    close(file);
}

static int stream(int from, int to) { return from >= 0 && dup2(from, to) < 0; }

/// Becomes the program; returns only when something failed, with its step.
static int become(const struct wt_child *child, uid_t user, gid_t group) {
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    if (sigprocmask(SIG_SETMASK, &none, NULL)) return SIGNALS;
    if (child->confined) {
        int step = confine(user, group);
        if (step != PROGRAM) return step;
    } else if (child->pin) {
        int step = make_node(child->pin, child->shared);
        if (step != PROGRAM) return step;
    } else if (child->network >= 0
               && enter(child->network, child->mounts, child->folder)) {
        return NETWORK;
    }
    if (child->detached) {
        setsid();
        leave_profile();
        // What somebody waits for to be closed must not live on in a daemon.
        if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC)) return STREAMS;
    }
    if (stream(child->input, 0) || stream(child->output, 1) || stream(child->errors, 2))
        return STREAMS;
    // The program is looked for in the path that it will have itself.
    char **own = environ;
    environ = (char **)child->environment;
    execvp(child->arguments[0], child->arguments);
    environ = own;
    return PROGRAM;
}

int wt_become(const struct wt_child *child, const char **step) {
    *step = steps[become(child, geteuid(), getegid())];
    return -1;
}

/// A fork into namespaces of its own, whose end is told as that of any child.
static const unsigned long alone = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | SIGCHLD;

int wt_start(const struct wt_child *child, const char **step) {
    int news[2];
    *step = steps[FORK];
    if (pipe2(news, O_CLOEXEC)) return -1;
    // Inside they have other names.
    uid_t user = geteuid();
    gid_t group = getegid();
    pid_t pid = child->confined ? (pid_t)syscall(SYS_clone, alone, NULL, NULL, NULL, NULL) : fork();
    if (pid == 0) {
        int report[2];
        report[0] = become(child, user, group);
        report[1] = errno;
        // Who does not hear of it finds the pipe closed, and the child gone.
        ssize_t told = write(news[1], report, sizeof report);
        _exit(told == sizeof report ? 127 : 126);
    }
    int fault = errno;
    close(news[1]);
    if (pid > 0) {
        int report[2];
        ssize_t heard;
        do heard = read(news[0], report, sizeof report);
        while (heard < 0 && errno == EINTR);
        if (heard == sizeof report) {
            *step = steps[report[0]];
            fault = report[1];
            while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
            pid = -1;
        }
    }
    close(news[0]);
    errno = fault;
    return pid;
}

int wt_become_user(unsigned user) {
    // The C library's own functions would change every thread of the process.
    if (syscall(SYS_setgroups, 0, NULL) && errno != EPERM) return -1;
    if (syscall(SYS_setresgid, user, user, user)) return -1;
    return (int)syscall(SYS_setresuid, user, user, user);
}

int wt_poll(struct pollfd *entries, unsigned count, long long nanoseconds) {
    struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    return ppoll(entries, count, &time, NULL);
}

int wt_new_watch(void) { return epoll_create1(EPOLL_CLOEXEC); }
int wt_watch(int watch, int socket, unsigned long long token, int connects) {
    struct epoll_event event = {EPOLLIN | EPOLLET | (connects ? EPOLLOUT : 0), {.u64 = token}};
    return epoll_ctl(watch, EPOLL_CTL_ADD, socket, &event);
}
int wt_wait(int watch, unsigned long long *tokens, int most, long long nanoseconds) {
    // epoll_wait counts milliseconds, and epoll_pwait2 is not everywhere.
    struct pollfd entry = {watch, POLLIN, 0};
    if (nanoseconds > 0 && wt_poll(&entry, 1, nanoseconds) <= 0) return 0;
    struct epoll_event events[64];
    int count = epoll_wait(watch, events, most < 64 ? most : 64, 0);
    for (int at = 0; at < count; at++) tokens[at] = events[at].data.u64;
    return count < 0 ? 0 : count;
}
int wt_hasty_look_ups(void) {
    // The state is the thread's own, and getaddrinfo keeps what is set in it.
    if (res_init()) return -1;
    _res.retrans = 1;
    _res.retry = 1;
    return 0;
}

int wt_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

int wt_new_network(void) {
    if (unshare(CLONE_NEWNET)) return -1;
    return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

int wt_own_folder(void) { return unshare(CLONE_FS); }

int wt_enter_mounts(int descriptor) { return setns(descriptor, CLONE_NEWNS); }

int wt_own_mounts(void) {
    if (unshare(CLONE_NEWNS)) return -1;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

int wt_bind(const char *file, const char *place) {
    return mount(file, place, NULL, MS_BIND, NULL);
}

int wt_process_descriptor(int process) { return pidfd_open(process, 0); }

int wt_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

char **wt_environment(void) { return environ; }

int wt_memory_file(void) { return memfd_create("watertight", MFD_CLOEXEC); }

int wt_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int wt_attach_filter(int socket, const void *instructions, unsigned short count) {
    struct sock_fprog program = {count, (struct sock_filter *)instructions};
    if (count == 0) return 0;
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

int wt_make_tun(const char *name, int number, unsigned short flags) {
    struct ifreq request = {.ifr_flags = (short)flags};
    if (strlen(name) >= sizeof request.ifr_name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(request.ifr_name, name);
    int tun = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    if (tun < 0) return -1;
    // The number first: the interface has it from its first moment.
    if (ioctl(tun, TUNSETIFINDEX, &number) == 0 && ioctl(tun, TUNSETIFF, &request) == 0) return tun;
    int reason = errno;
    close(tun);
    errno = reason;
    return -1;
}
