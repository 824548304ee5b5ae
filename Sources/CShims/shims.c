#define _GNU_SOURCE
#include "CShims.h"
#include <fcntl.h>
#include <sched.h>
#include <sys/pidfd.h>
#include <unistd.h>

int wt_enter_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }

int wt_process_descriptor(int process) { return pidfd_open(process, 0); }

int wt_close_from(posix_spawn_file_actions_t *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

char **wt_environment(void) { return environ; }

int wt_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
