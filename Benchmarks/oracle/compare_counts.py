"""Compares a row of `tshark -z io,stat` (first argument; then the label of each column) with the
oracle's JSON on standard input. For compare_tshark.sh."""

import json
import sys

oracle = json.load(sys.stdin)
cells = [cell.strip() for cell in sys.argv[1].split("|")[2:-1]]
wrong = 0
for index, label in enumerate(sys.argv[2:]):
    direction, _, kind = label.rpartition(".")
    kinds = oracle["traffic"][direction] if direction else oracle["violations"]
    ours = kinds.get(kind, {"frames": 0, "bytes": 0})
    theirs = {"frames": int(cells[2 * index]), "bytes": int(cells[2 * index + 1])}
    same = all(ours[key] == theirs[key] for key in theirs)
    wrong += not same
    print(f"  {label:20} oracle {ours['frames']:8} {ours['bytes']:11}"
          f"  tshark {theirs['frames']:8} {theirs['bytes']:11}{'' if same else '  DIFFERS'}")
sys.exit(wrong > 0)
