#!/usr/bin/env python3
"""Writes crates/dissect/data/{cip-vendors,bacnet-vendors,enterprises}.tsv: who has which number.

    scripts/vendors.py [FILE]

ODVA, ASHRAE and IANA assign the numbers and publish them. Those of vendors are taken from the lists that tshark prints (`tshark -G
values`); FILE holds IANA's private enterprise numbers, a number, a tab and a name a line (Debian: package libwireshark-data,
/usr/share/wireshark/enterprises.tsv). Names are theirs without their legal form; makers with many names get the one of
scripts/vendors-names.tsv. Of enterprises those stand that have MAC addresses to give to what they make (makers.tsv), under the name
they have there: others make software, which answers for a machine of any maker. A number of nobody is left out.
"""
import pathlib
import re
import subprocess
import sys

from legal_forms import tidy

HERE = pathlib.Path(__file__).parent
NOBODY = re.compile(r"reserved?\b|unassigned|not assigned|unknown", re.IGNORECASE)
# Novell and Microsoft: they have addresses and make software.
SOFTWARE = {23, 311}
LISTS = {"cip-vendors": "cip.id.vendor_id", "bacnet-vendors": "bacapp.vendor_identifier"}


def vendors(rows, field):
    values = (row.split("\t") for row in rows if row.count("\t") == 3)
    return {int(number, 0): tidy(name) for kind, of, number, name in values if (kind, of) == ("V", field) and not NOBODY.search(name)}


def enterprises(file):
    makers = (line.split("\t")[1] for line in (HERE.parent / "crates/inventory/data/makers.tsv").read_text().splitlines())
    makers = {name.casefold(): name for name in sorted(makers)}
    rows = (line.split("\t")[:2] for line in file.read_text(encoding="utf-8").splitlines() if line[:1].isdigit() and "\t" in line)
    known = {int(number): makers.get(tidy(name).casefold()) for number, name in rows}
    return {number: name for number, name in known.items() if name and number not in SOFTWARE}


def main():
    file = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wireshark/enterprises.tsv")
    rows = subprocess.run(["tshark", "-G", "values"], check=True, capture_output=True).stdout.decode("utf-8").splitlines()
    lists = {what: vendors(rows, field) for what, field in LISTS.items()} | {"enterprises": enterprises(file)}
    for line in (HERE / "vendors-names.tsv").read_text(encoding="utf-8").splitlines():
        what, number, name = line.split("\t")
        lists[what][int(number)] = name
    for what, makers in lists.items():
        lines = "".join(f"{number}\t{name}\n" for number, name in sorted(makers.items()))
        (HERE.parent / f"crates/dissect/data/{what}.tsv").write_text(lines, encoding="utf-8")


main()
