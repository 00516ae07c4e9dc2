#!/usr/bin/env python3
"""Adds to crates/dissect/data/cip-vendors.tsv the vendors that ODVA numbered since it was written.

    scripts/vendors_since.py FILE

FILE is a JSON document of numbers and names, as pycomm3 has them (PyPI, `VENDORS` of pycomm3/cip/status_info.py). Numbers that are known keep their name; names
are without their legal form and as the table has them already, whatever their capital letters. `scripts/vendors.py` writes the table anew.
"""
import json
import pathlib
import re
import sys

from legal_forms import tidy

TABLE = pathlib.Path(__file__).parent.parent / "crates/dissect/data/cip-vendors.tsv"
NOBODY = re.compile(r"reserved?\b|unassigned|not assigned|unknown", re.IGNORECASE)
# Numbers above are not assigned one after another: they are for tests and for single makers.
LAST = 5_000


def main():
    known = {int(number): name for number, name in (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())}
    spelt = {name.casefold(): name for name in known.values()}
    for number, name in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")).items():
        if 0 < int(number) < LAST and name.strip() and not NOBODY.search(name):
            known.setdefault(int(number), spelt.get(tidy(name).casefold()) or tidy(name))
    TABLE.write_text("".join(f"{number}\t{name}\n" for number, name in sorted(known.items())), encoding="utf-8")


main()
