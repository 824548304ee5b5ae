#!/usr/bin/env python3
"""Runs commands as whole processes and compares their CPU time (user + system) and peak memory.

usage: paired.py PAIRS PACKETS LABEL -- COMMAND A -- COMMAND B
       paired.py rss RUNS -- COMMAND

Pairs run A B A B ...; prints the median of B/A with [least-most], the median time per packet of
both, their peak resident memory, and the load average. `rss` prints the least peak of RUNS runs in
KiB. Output of the commands is thrown away. A command may end with 0, 1 or 3 (sealed, leak, not
proven); anything else is an error.
"""

import os
import sys
from statistics import median


def run(command: list[str]) -> tuple[float, int]:
    """CPU seconds and peak resident KiB."""
    pid = os.fork()
    if pid == 0:
        try:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 0)
            os.dup2(null, 1)
            os.dup2(null, 2)
            os.execvp(command[0], command)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 3):
        sys.exit(f"paired.py: ended with {code}: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def split(words: list[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == "--":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def main() -> None:
    head, *commands = split(sys.argv[1:])
    if head and head[0] == "rss" and len(head) == 2 and len(commands) == 1:
        print(min(run(commands[0])[1] for _ in range(int(head[1]))))
        return
    if len(head) != 3 or len(commands) != 2:
        sys.exit(__doc__)
    pairs, packets, label = int(head[0]), max(int(head[1]), 1), head[2]
    for command in commands:
        run(command)  # warms the page cache
    times, peaks = ([], []), ([], [])
    for _ in range(pairs):
        for side in (0, 1):
            seconds, peak = run(commands[side])
            times[side].append(seconds)
            peaks[side].append(peak)
    ratios = [b / max(a, 1e-9) for a, b in zip(*times)]
    each = [median(side) / packets * 1e9 for side in times]
    print(f"{label:14} {median(ratios):7.2f} [{min(ratios):.2f}-{max(ratios):.2f}]"
          f"  A {each[0]:.1f} ns/pkt {max(peaks[0]) / 1024:.0f} MiB"
          f"  B {each[1]:.1f} ns/pkt {max(peaks[1]) / 1024:.0f} MiB"
          f"  load {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
