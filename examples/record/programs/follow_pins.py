"""Lets the pinned certificates of a plant folder follow a new recording: a line of plant.toml that ends in `# CN=NAME` gets the
fingerprint of that certificate as captures/README.md lists it.

usage: follow_pins.py FOLDER
"""
import pathlib
import re
import sys

folder = pathlib.Path(sys.argv[1])
seen = {}
for line in (folder / "captures/README.md").read_text().splitlines():
    found = re.search(r"CN=([^;,|]+);.*`([0-9a-f]{64})`", line)
    if found:
        seen[found[1].strip()] = found[2]
plant = folder / "plant.toml"
lines = plant.read_text().splitlines(keepends=True)
for number, line in enumerate(lines):
    pin = re.fullmatch(r'(.*")[0-9a-f]{64}("\].*# CN=(\S+)\s*)', line, re.DOTALL)
    if not pin:
        continue
    if pin[3] not in seen:
        sys.exit(f"{plant.name}:{number + 1}: no certificate of {pin[3]} was recorded")
    lines[number] = pin[1] + seen[pin[3]] + pin[2]
    print(f"{plant.name}:{number + 1}: pins {seen[pin[3]]} of {pin[3]}")
plant.write_text("".join(lines))
