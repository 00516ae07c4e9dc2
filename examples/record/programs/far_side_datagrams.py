"""Sends a few datagrams from the far side of the diode to its sending half: there must be no way for them.

usage: far_side_datagrams.py FROM TO PORT COUNT
"""
import socket
import sys
import time

out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
out.bind((sys.argv[1], 0))
for number in range(int(sys.argv[4])):
    out.sendto(b"historian: resend from record %d\n" % number, (sys.argv[2], int(sys.argv[3])))
    time.sleep(0.1)
