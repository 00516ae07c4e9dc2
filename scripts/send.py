#!/usr/bin/env python3
"""Sends the frames of a capture (pcap, little endian) over an interface, so many a second; tcpreplay reaches no more than a third.

send.py INTERFACE CAPTURE FRAMES_A_SECOND
"""
import socket
import struct
import sys
import time

TOGETHER = 256  # between two looks at the clock

interface, capture, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
with open(capture, "rb") as file:
    data = memoryview(file.read())
if data[:4] != b"\xd4\xc3\xb2\xa1":
    sys.exit(f"{capture}: not a pcap file of microseconds, little endian")
length_of = struct.Struct("<I").unpack_from
frames, at = [], 24
while at + 16 <= len(data):
    length = length_of(data, at + 8)[0]
    frames.append(data[at + 16 : at + 16 + length])
    at += 16 + length

wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
wire.bind((interface, 0))
send = wire.send
began = time.monotonic()
for first in range(0, len(frames), TOGETHER):
    for frame in frames[first : first + TOGETHER]:
        send(frame)
    due = began + (first + TOGETHER) / rate
    while time.monotonic() < due:
        pass
print(round(len(frames) / (time.monotonic() - began)))
