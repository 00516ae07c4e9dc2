#!/usr/bin/env python3
"""Adds to crates/dissect/data/{profinet-products,ethercat-products,ethercat-vendors}.tsv what makers call what has an id.

    scripts/products.py profinet SOURCE FILE...          GSDML files, or a JSON document that gives the ids beside their names
    scripts/products.py ethercat SOURCE FILE...          ESI files, or pages of linuxcnc-ethercat/esi-data
    scripts/products.py ethercat-vendors SOURCE FILE     the list of the EtherCAT Technology Group, as a table in Rust

SOURCE is where the files are public (`owner/repository`), and stands in every row. A PROFINET id is of a family, which its maker names in
the name of the file: `GSDML-V2.4-Maker-Family-20210325.xml`. An EtherCAT product code is of a type with all its variants: what their names
begin with alike. Where files disagree, up to three names stand, and above that none. Rows that were there stay where nothing new is told of
them; scripts/products-names.tsv has names that are better than those of files, and ids that tell nothing (`-`).
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).parent
DATA = HERE.parent / "crates/dissect/data"
NAMES_MAX = 3
FILE = re.compile(r"GSDML-V[\d.]+-(?P<maker>[^-]+)-(?:[0-9A-F]{4}-)?(?P<family>.+?)(?:-\d{8}(?:-.*)?)?\.xml", re.IGNORECASE)
FORM = re.compile(r"[,. ]+(Co\.? ?,? ?\.?Ltd|Inc|LLC|GmbH|GmbH ?& ?Co\.? ?KG|Ltd|Limited|Corporation|Corp|AG|A/S|AB|Oy|B\.?V|S\.?p\.?A|"
                  r"S\.?A|SAS|SASU|S\.?r\.?l|S\.?L|SE|KG|KGaA|PLC|Pty|Company|Pvt|Co|K\.K|d\.o\.o|s\.r\.o|Sp\. ?z ?o\. ?o|Inh|spol|[&+])\.?,?$", re.IGNORECASE)
COLUMNS = {"profinet-products": ["vendor", "device", "name", "source"], "ethercat-products": ["vendor", "product", "name", "source"]}


def plain(text):
    return " ".join("".join(c if c.isprintable() else " " for c in text.replace("_", " ").replace('\\"', "")).split())


def undated(name):
    """Without the version of the file and the number of no variant."""
    return re.sub(r"(-V\d+\.\d+|-0+)$", "", name)


def number(text):
    return int(re.sub("^#x", "0x", text.strip()), 0)


def alike(names):
    """One name for several: what they begin with alike, whole words of it, or all of them where they are few."""
    names = sorted(set(names), key=str.casefold)
    names = [n for i, n in enumerate(names) if i == 0 or n.casefold() != names[i - 1].casefold()]
    first, last = names[0], names[-1]
    length = next((i for i, (a, b) in enumerate(zip(first, last)) if a.casefold() != b.casefold()), min(len(first), len(last)))
    begin = first if length == len(first) and re.match(r"[- ]", last[length:] or " ") else re.sub(r"[- ]?[^- ]*$", "", first[:length])
    if len(names) == 1 or len(re.sub(r"\W", "", begin)) >= 4:
        return begin if len(names) > 1 else first
    return " or ".join(names) if len(names) <= NAMES_MAX else None


def gsdml(file):
    """Ids of a file, or of a document of many, with what their makers call them."""
    if file.suffix.lower() == ".json":
        for name, ids in json.loads(file.read_text(encoding="utf-8-sig")).items():
            if (told := FILE.fullmatch(name.removeprefix("GSD:"))) and int(ids, 16):
                yield divmod(int(ids, 16), 1 << 16), plain(told["family"]), file.name
        return
    identity = next(e for e in xml.parse(file).iter() if e.tag.endswith("DeviceIdentity"))
    told = FILE.fullmatch(file.name)
    family = next((e.get("ProductFamily") for e in xml.parse(file).iter() if e.tag.endswith("Family") and e.get("ProductFamily")), None)
    if name := told["family"] if told else family:
        yield (number(identity.get("VendorID")), number(identity.get("DeviceID"))), plain(name), file.name


def esi(file):
    if file.suffix.lower() == ".md":
        yield from page(file)
        return
    root = xml.parse(file).getroot()
    maker = root.findtext("Vendor/Id")
    for kind in (device.find("Type") for device in root.iter("Device")):
        if maker and kind is not None and kind.get("ProductCode") and (kind.text or "").strip():
            yield (number(maker), number(kind.get("ProductCode"))), plain(kind.text), file.name


def page(file):
    """A type with its maker, whose number the list of makers has, and the product codes of its revisions."""
    text = file.read_text(encoding="utf-8")
    kind, maker = (re.search(rf"<dt>{what}:?</dt><dd>(.*?)</dd>", text) for what in ("Type", "Vendor"))
    codes = re.search(r'<td class="first">PID</td>(.*?)</tr>', text, re.DOTALL)
    vendor = ethercat_maker(maker[1]) if maker else None
    for code in set(re.findall(r"0x[0-9a-f]{8}", codes[1])) if kind and codes and vendor else ():
        yield (vendor, int(code, 16)), plain(kind[1]), "docs/devices"


def tidy(name):
    name = plain(name)
    while (shorter := FORM.sub("", name)) != name and len(shorter) > 1:
        name = shorter
    return name


def ethercat_maker(name):
    """The number of a maker: of that name, or else of the longest that begins it or that it ends, in whole words."""
    known, name = {}, tidy(name).casefold()
    for row in (DATA / "ethercat-vendors.tsv").read_text(encoding="utf-8").splitlines():
        at, of = row.split("\t")
        known.setdefault(of.casefold(), int(at))
    near = [of for of in known if name.startswith(of + " ") or of.endswith(" " + name)]
    return known.get(name) or known.get(max(near, key=len, default=None))


def better():
    rows = (line.split("\t") for line in (HERE / "products-names.tsv").read_text(encoding="utf-8").splitlines())
    return {(table, int(vendor, 16), int(product or "0", 16)): name for table, vendor, product, name in rows}


def products(table, read, source, files):
    told, better_names, width = {}, better(), 4 if table.startswith("profinet") else 8
    for file in files:
        for ids, name, of in read(file):
            names, where = told.setdefault(ids, ([], set()))
            names.append(name)
            where.add(of)
    old = [line.split("\t") for line in (DATA / f"{table}.tsv").read_text(encoding="utf-8").splitlines()[1:]] if (DATA / f"{table}.tsv").exists() else []
    rows = {(int(vendor, 16), int(product, 16)): [name, of] for vendor, product, name, of in old}
    for ids, (names, where) in told.items():
        source_of = f"{min(where)} ({source})" if len(where) == 1 else source
        if name := better_names.get((table, *ids)):
            rows[ids] = [name, source_of]
        elif name := alike(names):
            rows[ids] = [undated(name), source_of]
        else:
            print(f"{table} {ids[0]:04x} {ids[1]:04x}: {', '.join(sorted(set(names)))}")
    rows = {ids: row for ids, row in rows.items() if row[0] != "-"}
    lines = [COLUMNS[table], *([f"{v:0{width}x}", f"{p:0{width}x}", *rest] for (v, p), rest in sorted(rows.items()))]
    (DATA / f"{table}.tsv").write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    print(f"{table}: {len(lines) - 1} rows")


def ethercat_vendors(file):
    text = file.read_text(encoding="utf-8")
    names = {vendor: name for (table, vendor, _), name in better().items() if table == "ethercat-vendors"}
    rows = {int(at.replace("_", ""), 16): tidy(name) for at, name in re.findall(r'\(\s*(0x[0-9A-Fa-f_]+),\s*"((?:[^"\\]|\\.)*)",?\s*\)', text)} | names
    lines = "".join(f"{at}\t{name}\n" for at, name in sorted(rows.items()) if at and name)
    (DATA / "ethercat-vendors.tsv").write_text(lines, encoding="utf-8")
    print(f"ethercat-vendors: {len(rows)} rows")


def main():
    what, source, *files = sys.argv[1:]
    files = [pathlib.Path(file) for file in files]
    if what == "ethercat-vendors":
        ethercat_vendors(files[0])
    else:
        products(f"{what}-products", {"profinet": gsdml, "ethercat": esi}[what], source, sorted(files))


main()
