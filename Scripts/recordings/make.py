#!/usr/bin/env python3
"""Writes the test recordings of every check: `make.py [FOLDER]`, default Tests/Recordings.

The output depends on nothing but these scripts: two runs give the same bytes.
"""

import dataclasses
import hashlib
import json
import pathlib
import shutil
import sys

import cases
import drill_cases
import live
import plays
from capturefile import ETHERNET, RAW, PcapNG
from session import Session
from transports import NoTunnel

LOST = 23  # frames that the tap of a `dropped` recording lost
BLIND = {cases.DROPPED: "capture.dropped", cases.NO_HEARTBEAT: "control.tap_heartbeat"}
DEFAULT = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Recordings"


def play(case, name, action, leak=None, blindness=None):
    """One session: the network as it was, the tunnel comes up, then what the folder is about."""
    profile = cases.profile_of(case, leak)
    transport = ((leak and leak.transport) or case.transport)()
    session = Session(profile, transport, f"{case.check}/{name}")
    session.tunnels = {} if isinstance(transport, NoTunnel) else {case.tunnel: []}
    if case.live:
        session.machine = live.machine(profile)
        session.beat()
    session.noise()
    ((leak and leak.setup) or case.setup)(session)
    session.connect()
    if blindness == cases.LATE:
        session.underlay.clear()
    elif blindness == cases.NO_INGRESS:
        session.muted = {"ingress"}
    elif blindness == cases.NO_EGRESS:
        session.muted = {"egress"}
    elif blindness == cases.SILENT:
        session.muted = {"ingress", "egress"}
    elif blindness == cases.NO_HEARTBEAT:
        session.heartless = True
    if session.tunnels:
        case.alive(session)
    if blindness not in (cases.NO_CLASS, cases.NO_PROBE):
        action(session)
    elif blindness == cases.NO_PROBE:
        case.unproven(session)
    elif case.alive is plays.nothing:
        plays.small_talk(session)
    session.noise()
    if case.live:
        if blindness != cases.NO_PROBE:
            live.closing(session)
        session.beat()
    return session


def rows(values):
    return "".join(json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n"
                   for value in values).encode()


def write(folder, case, session, blindness=None):
    evidence = pcapng(session, LOST if blindness == cases.DROPPED else 0)
    profile = session.profile
    entry = f"[{profile.entry}]" if ":" in profile.entry else profile.entry
    manifest = {
        "format": "watertight-recording",
        "format_version": "1.0",
        "tool_version": "0.1.0",
        "made": "live" if case.live else "offline",
        "evidence": "full",
        "complete": blindness != cases.INCOMPLETE,
        "host": [profile.host_mac],
        "outer": [f"{entry}:{profile.entry_port},{session.transport.protocol}"],
        "interfaces": [{"name": "eth0", "role": "underlay",
                        "dropped": LOST if blindness == cases.DROPPED else 0}]
        + [{"name": name, "role": "tunnel", "dropped": 0} for name in session.tunnels],
        "stages": [{"name": name, "at": decimal(at)} for name, at in stages(case, session)],
        "files": {"evidence.pcapng": hashlib.sha256(evidence).hexdigest()},
    }
    folder.mkdir(parents=True)
    (folder / "evidence.pcapng").write_bytes(evidence)
    if case.live:
        manifest["interfaces"][0]["heartbeat"] = True
        times = [seen.time for seen in session.underlay]
        # The last frame is the heartbeat behind the last questions; a coarser clock must not put it
        # before the end.
        end = max(times) // 100_000 * 100_000
        manifest["watch"] = {"from": decimal(min(times)), "until": decimal(end)}
        if session.closing_at:
            manifest["watch"]["closing"] = decimal(session.closing_at)
        files = [("answers.jsonl", session.answers), ("host.jsonl", session.machine)]
        if session.sockets:
            files.append(("sockets.jsonl", session.sockets))
        if session.drill:
            files += [("drill.jsonl", session.drill), ("attempts.jsonl", session.attempts)]
        if session.rules:
            files.append(("rules.jsonl", session.rules))
        for name, content in ((name, rows(values)) for name, values in files):
            (folder / name).write_bytes(content)
            manifest["files"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def stages(case, session):
    return session.marks or ([("connected", session.connected_at)] if case.staged else [])


def pcapng(session, dropped):
    out = PcapNG()
    out.interface("eth0", ETHERNET)
    merged = [(seen.time, 0, seen.frame) for seen in session.underlay]
    for number, (name, packets) in enumerate(session.tunnels.items(), start=1):
        out.interface(name, RAW)
        merged += [(seen.time, number, seen.frame) for seen in packets]
    merged.sort(key=lambda row: row[0])
    for time, interface, frame in merged:
        out.frame(interface, time, frame)
    end = merged[-1][0] + 1_000_000
    for interface in range(1 + len(session.tunnels)):
        received = sum(row[1] == interface for row in merged)
        out.statistics(interface, end, received, dropped if interface == 0 else 0)
    return out.bytes()


def decimal(nanoseconds):
    return f"{nanoseconds // 1_000_000_000}.{nanoseconds % 1_000_000_000:09}"


def expected_leak(case, session, leak):
    """What the marks on the frames say: counted frames first, else the cited ones."""
    begin = session.connected_at if case.staged else 0
    seen_rows = [seen for seen in session.underlay + sum(session.tunnels.values(), [])
            if seen.time >= begin]
    counted = [seen for seen in seen_rows if seen.cause == case.check]
    counted = counted or [seen for seen in seen_rows if case.check in seen.cited]
    expected = {"verdict": "fail", "severity": leak.severity or case.severity}
    if leak.exact:
        counted.sort(key=lambda seen: seen.time)
        expected |= {"packets": len(counted), "first": decimal(counted[0].time),
                     "last": decimal(counted[-1].time)}
        if not all(seen.egress for seen in counted):
            expected["packets_egress"] = sum(seen.egress for seen in counted)
    also = {}
    for seen in seen_rows:
        if seen.cause and seen.cause != case.check:
            also[seen.cause] = also.get(seen.cause, 0) + 1
    if also:
        expected["also"] = also
    return expected


def in_a_run(case):
    """The case as a live run has it."""
    return dataclasses.replace(case, live=True, staged=False)


def make(case, root):
    expected = {}
    for name, action in {"clean": case.inside, **case.more_clean}.items():
        write(root / name, case, play(case, name, action))
        expected[name] = {"verdict": "pass"}
    for name, action in case.live_clean.items():
        own = in_a_run(case)
        write(root / name, own, play(own, name, action))
        expected[name] = {"verdict": "pass"}
    for name, leak in case.leaks.items():
        own = in_a_run(case) if leak.live else case
        session = play(own, name, leak.play, leak)
        write(root / name, own, session)
        expected[name] = expected_leak(own, session, leak)
    write(root / "blind", case, play(case, "blind", case.inside, blindness=case.blind), case.blind)
    expected["blind"] = {"verdict": "inconclusive", "because": case.blind}
    if case.allow_lan:
        for row in expected.values():
            row["allow_lan"] = True
    if case.control_plane:
        for row in expected.values():
            row["control_plane"] = list(case.control_plane)
    (root / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")


def expected_drill(told, session, case):
    """As `expected_leak`; what another check counts first is counted here as well."""
    expected = {"verdict": told.verdict}
    if told.code:
        expected["code"] = told.code
    if told.fact:
        expected["fact"] = told.fact
    if told.verdict != "fail":
        return expected
    if told.why:
        expected["why"] = told.why
    expected["severity"] = told.severity or case.severity
    if not told.counted:
        return expected
    counted = sorted(seen.time for seen in session.underlay
                     if case.check in (seen.cause, *seen.cited))
    expected |= {"packets": len(counted), "first": decimal(counted[0]),
                 "last": decimal(counted[-1])}
    also = [seen.cause for seen in session.underlay if seen.cause not in (None, case.check)]
    if also:
        expected["also"] = {cause: also.count(cause) for cause in sorted(set(also))}
    return expected


def make_drills(drilled, root):
    expected = {}
    for name, told in drilled.folders.items():
        case = drilled.case(told)
        session = play(case, name, told.play)
        write(root / name, case, session)
        expected[name] = expected_drill(told, session, case)
    if "clean" in drilled.folders:
        case, blind = drilled.case(drilled.folders["clean"]), drilled.blind
        write(root / "blind", case, play(case, "blind", case.inside, blindness=blind), blind)
        expected["blind"] = {"verdict": "inconclusive", "because": blind, "code": BLIND[blind]}
    listing = root / "expected.json"
    earlier = json.loads(listing.read_text()) if listing.exists() else {}
    listing.write_text(json.dumps(earlier | expected, indent=2) + "\n")


def main(arguments):
    folder = pathlib.Path(arguments[0]) if arguments else DEFAULT
    for case in cases.ALL:
        root = folder / case.check
        if root.exists():
            shutil.rmtree(root)
        make(case, root)
    for drilled in drill_cases.ALL:
        root = folder / drilled.check
        if root.exists():
            shutil.rmtree(root)
        make_drills(drilled, root)
    for drilled in drill_cases.MORE:
        make_drills(drilled, folder / drilled.check)
    print(f"{len(cases.ALL) + len(drill_cases.ALL)} checks written to {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
