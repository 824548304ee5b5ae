#!/usr/bin/env python3
"""Runs the analyser over known captures and compares: `score.py TOOL FOLDER`.

TOOL is a command, FOLDER holds variants (written by variants.py), Tests/Captures or
Tests/Recordings. A line for each mismatch, then how many folders passed. Compared are the cause,
the exact number of frames, the first and the last to the microsecond, and that nothing else fails
at medium or above on frames of its own.
"""

import atexit
import calendar
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

SERIOUS = ("medium", "high", "critical")


def claims(root):
    """(folder, arguments after `analyze`, expected verdicts by check, checks that may fail too)."""
    if (root / "expected.json").exists():
        for name, row in json.loads((root / "expected.json").read_text()).items():
            expected = {fail["check"]: fail | {"verdict": "fail"} for fail in row["fails"]
                        if fail["as"] == "counted"}
            allowed = {fail["check"] for fail in row["fails"]}
            yield root / name, [row["capture"], *row["flags"]], expected, allowed
        return
    for listing in sorted(root.glob("*/expected.json")):
        check = listing.parent.name
        for name, row in json.loads(listing.read_text()).items():
            expected = {check: row}
            expected |= {other: {"verdict": "fail", "packets": packets}
                         for other, packets in row.get("also", {}).items()}
            flags = ["--allow-lan"] if row.get("allow_lan") else []
            if "control_plane" in row:
                flags += ["--policy", policy(row["control_plane"])]
            yield listing.parent / name, [".", *flags], expected, set(expected)
    for path in sorted(root.glob("*/truth.json")):
        truth = json.loads(path.read_text())
        expected = {}
        if truth["leak"]:
            expected[truth["cause"]] = {
                "verdict": "fail", "severity": truth["severity"],
                "packets": truth["leak_packets"], "first": truth["first_leak_ts"],
                "last": truth["last_leak_ts"],
                "packets_egress": truth.get("leak_packets_egress")}
            expected |= {other: {"verdict": "fail", "packets": packets}
                         for other, packets in truth["also"].items()}
        yield path.parent, ["phys.pcap", *truth["flags"]], expected, set(expected)


def policy(control_plane):
    """The path of a policy that declares these."""
    entries = [{"name": "declared", "dst": there, "reason": "as recorded", "until": "2099-12-31"}
               for there in control_plane]
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
        json.dump({"control_plane": entries}, file)
    atexit.register(pathlib.Path(file.name).unlink)
    return file.name


def run(tool, folder, arguments):
    """The report, or a sentence that says why there is none. 1 is a leak, 3 not proven."""
    command = [*shlex.split(tool), "analyze", *arguments, "-f", "json"]
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    except subprocess.TimeoutExpired:
        return None, "no answer within 120 s"
    if result.returncode not in (0, 1, 3):
        return None, f"exit code {result.returncode}: {result.stderr.decode().strip()[-200:]}"
    try:
        return json.loads(result.stdout), None
    except ValueError as error:
        return None, f"no JSON: {error}"


def microseconds(stamp):
    """Microseconds since 1970 of RFC 3339 in UTC, or of a decimal string; cut, not rounded."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)?(\d+)?(?:\.(\d+))?(?:Z|\+00:00)?",
                         stamp or "")
    if not match:
        return None
    date, seconds, fraction = match.groups()
    whole = calendar.timegm(time.strptime(date, "%Y-%m-%dT%H:%M:%S")) if date else int(seconds)
    return whole * 1_000_000 + int((fraction or "0")[:6].ljust(6, "0"))


def mismatches(report, expected, allowed):
    verdicts = {row["id"]: row for row in report.get("checks", [])}
    findings = {}
    for finding in report.get("findings", []):
        findings.setdefault(finding["check_id"], []).append(finding)
    for check, claim in expected.items():
        row = verdicts.get(check)
        if row is None:
            yield f"{check} is not in the report"
        elif row["verdict"] != claim["verdict"]:
            yield f"{check} is {row['verdict']}, expected {claim['verdict']}"
        elif claim["verdict"] == "fail":
            yield from differences(check, claim, row, findings.get(check, []))
    for check, row in verdicts.items():
        # A fail that rests only on frames counted elsewhere is support, not a second cause.
        own = [finding for finding in findings.get(check, []) if not only_supports(finding)]
        worst = {finding["severity"] for finding in own}
        if row["verdict"] == "fail" and not findings.get(check):
            worst = {row.get("severity")}
        if row["verdict"] == "fail" and check not in allowed and worst & set(SERIOUS):
            yield f"{check} fails with severity {', '.join(sorted(worst))}, expected none"


def only_supports(finding):
    evidence = finding.get("evidence", [])
    return bool(evidence) and all(row.get("also_counted") for row in evidence)


def differences(check, claim, row, found):
    packets = sum(finding.get("packet_count", 0) for finding in found)
    wanted = {claim.get("packets"), claim.get("packets_egress")} - {None}
    if wanted and packets not in wanted:
        yield f"{check}: {packets} packets, expected {' or '.join(map(str, sorted(wanted)))}"
    for key, field, pick in (("first", "first_seen_at", min), ("last", "last_seen_at", max)):
        times = [finding[field] for finding in found]
        if claim.get(key) and packets == claim.get("packets"):
            best = pick(times, key=lambda stamp: microseconds(stamp) or 0) if times else None
            if microseconds(best) != microseconds(claim[key]):
                yield f"{check}: {key} at {best}, expected {claim[key]}"
    severities = {finding["severity"] for finding in found} or {row.get("severity")}
    if claim.get("severity") and claim["severity"] not in severities:
        yield f"{check}: severity {', '.join(map(str, severities))}, expected {claim['severity']}"


def main(arguments):
    if len(arguments) != 2:
        raise SystemExit(__doc__)
    tool, root = arguments[0], pathlib.Path(arguments[1])
    passed = failed = 0
    for folder, flags, expected, allowed in claims(root):
        report, trouble = run(tool, folder, flags)
        found = [trouble] if trouble else list(mismatches(report, expected, allowed))
        for line in found:
            print(f"{folder.relative_to(root)}: {line}")
        passed, failed = passed + (not found), failed + bool(found)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
