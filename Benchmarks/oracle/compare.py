#!/usr/bin/env python3
"""Compares a report of the tool with the oracle's counts, class by class.

usage: compare.py REPORT.json ORACLE.json

Prints one line per class and ends with 1 if packets, bytes, first or last time differ. Findings of
one check are added up (there may be one per stage). Findings of other checks are only listed.
"""

import json
import re
import sys
from datetime import datetime, timezone
from typing import Optional

CHECKS = {
    "dns": "dns.underlay-53",
    "encrypted_dns": "dns.encrypted-bypass",
    "stun": "webrtc.srflx",
    "ntp": "leak.ntp",
    "chatter": "leak.lan-chatter",
    "transition": "leak.ipv6-transition",
    "fragment": "leak.fragments",
    "other_protocol": "leak.other-protocols",
    "ipv6": "leak.ipv6-native",
    "ipv4": "leak.ipv4-direct",
}


def moment(text: Optional[str]) -> tuple[int, int]:
    """A report's time as nanoseconds since 1970, and the nanoseconds of its last digit."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", text or "")
    if not match:
        raise ValueError(f"not a time in UTC: {text}")
    whole = datetime.fromisoformat(match[1]).replace(tzinfo=timezone.utc)
    digits = match[2] or ""
    unit = 10 ** (9 - len(digits))
    return int(whole.timestamp()) * 10**9 + int(digits or 0) * unit, unit


def reported(findings: list[dict]) -> dict[str, object]:
    """The findings of one check, added up."""
    times = [moment(finding.get(key)) for finding in findings
             for key in ("first_seen_at", "last_seen_at")]
    return {"packets": sum(finding["packet_count"] for finding in findings),
            "bytes": sum(finding["byte_count"] for finding in findings),
            "first": min(times), "last": max(times)}


def differences(ours: dict, oracle: dict) -> list[str]:
    found = []
    if ours["packets"] != oracle["frames"]:
        found.append(f"packets {ours['packets']}, oracle {oracle['frames']}")
    if ours["bytes"] != oracle["bytes"]:
        note = " (captured bytes)" if ours["bytes"] == oracle["captured_bytes"] else ""
        found.append(f"bytes {ours['bytes']}{note}, oracle {oracle['bytes']}")
    for key in ("first", "last"):
        time, unit = ours[key]
        if time // unit != oracle[f"{key}_ns"] // unit:
            found.append(f"{key} {time} ns, oracle {oracle[f'{key}_ns']} ns")
    return found


def main() -> int:
    if len(sys.argv) != 3:
        print("usage: compare.py REPORT.json ORACLE.json", file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        oracle = json.load(file)
    by_check: dict[str, list[dict]] = {}
    for finding in report.get("findings", []):
        by_check.setdefault(finding["check_id"], []).append(finding)
    wrong = 0
    for kind, check in CHECKS.items():
        ours, truth = by_check.pop(check, []), oracle["violations"].get(kind)
        if not ours and not truth:
            continue
        if not ours:
            found = [f"no finding, oracle {truth['frames']} packets"]
        elif not truth:
            found = [f"{sum(f['packet_count'] for f in ours)} packets, oracle none"]
        else:
            found = differences(reported(ours), truth)
        wrong += bool(found)
        print(f"  {check:22} {'DIFFERS: ' + '; '.join(found) if found else 'ok'}")
    for check, findings in sorted(by_check.items()):
        packets = sum(finding.get("packet_count", 0) for finding in findings)
        print(f"  {check:22} not compared ({packets} packets)")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
