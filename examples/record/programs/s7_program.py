"""Reads or writes a program block of an S7 controller, with the Snap7 client.

usage: s7_program.py TO read|write
"""
import struct
import sys

import snap7
from snap7.type import Block

target, what = sys.argv[1:3]
HEADER, FOOTER = 36, 36
client = snap7.client.Client()
client.connect(target, 0, 2)
if what == "read":
    client.full_upload(Block.DB, 10)
else:
    code = bytes(n % 7 for n in range(128))
    head = bytearray(HEADER)
    struct.pack_into(">2sBBBBH", head, 0, b"pp", 1, 1, 5, 0x0A, 10)  # a data block of language DB, number 10
    struct.pack_into(">I", head, 8, HEADER + len(code) + FOOTER)
    struct.pack_into(">H", head, 34, len(code))
    client.download(head + code + bytes(FOOTER), 10)
client.disconnect()
