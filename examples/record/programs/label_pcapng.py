"""Copies a pcapng file with our own section comment and interface description, and without anything about the
machine that recorded it (hardware, operating system).

usage: label_pcapng.py INPUT OUTPUT COMMENT-FILE INTERFACE-NAME INTERFACE-DESCRIPTION
"""
import struct
import sys

SECTION, INTERFACE = 0x0A0D0D0A, 1
KEEP = {SECTION: {4}, INTERFACE: {9}}  # application; time resolution


def options(body):
    at, found = 0, []
    while at + 4 <= len(body):
        code, length = struct.unpack_from("<HH", body, at)
        if code == 0:
            break
        found.append((code, body[at + 4 : at + 4 + length]))
        at += 4 + (length + 3) // 4 * 4
    return found


def block(kind, fixed, opts):
    body = fixed
    for code, value in opts:
        body += struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)
    body += struct.pack("<HH", 0, 0)
    total = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + total + body + total


source, target, comment, name, description = sys.argv[1:6]
data = open(source, "rb").read()
text = open(comment, "rb").read().strip()
at, out = 0, []
while at < len(data):
    kind, length = struct.unpack_from("<II", data, at)
    body = data[at + 8 : at + length - 4]
    fixed = {SECTION: 16, INTERFACE: 8}.get(kind)
    if fixed is None:
        out.append(data[at : at + length])
    else:
        kept = [o for o in options(body[fixed:]) if o[0] in KEEP[kind]]
        ours = [(1, text)] if kind == SECTION else [(2, name.encode()), (3, description.encode())]
        out.append(block(kind, body[:fixed], ours + kept))
    at += length
open(target, "wb").write(b"".join(out))
