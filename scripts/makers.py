#!/usr/bin/env python3
"""Writes crates/inventory/data/makers.tsv from the public IEEE registry of MAC address blocks.

    scripts/makers.py [FOLDER]

FOLDER holds oui.csv, mam.csv and oui36.csv as the registry publishes them (Debian: package ieee-data, /usr/share/ieee-data).
Names are the registry's without their legal form; makers with many names get the one of scripts/makers-names.tsv.
"""
import csv
import pathlib
import sys

from legal_forms import tidy

HERE = pathlib.Path(__file__).parent
# Blocks handed on in smaller pieces, and makers that do not want to be known.
NOBODY = {"IEEE Registration Authority", "Private"}
# Blocks that somebody else than their owner fills: what VirtualBox gives to its machines (Oracle, VirtualBox User Manual, VBoxManage modifyvm --mac-address).
FILLED = {"080027": "Oracle VirtualBox"}


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/ieee-data")
    names = dict(line.split("\t") for line in (HERE / "makers-names.tsv").read_text().splitlines())
    blocks = {}
    for file in ("oui.csv", "mam.csv", "oui36.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.reader(rows):
                name = " ".join("".join(c if c.isprintable() else " " for c in row[2]).split())
                if row[0] in ("MA-L", "MA-M", "MA-S") and name not in NOBODY:
                    blocks[row[1]] = FILLED.get(row[1]) or names.get(name) or tidy(name)
    lines = "".join(f"{block}\t{name}\n" for block, name in sorted(blocks.items()))
    (HERE.parent / "crates/inventory/data/makers.tsv").write_text(lines, encoding="utf-8")


main()
