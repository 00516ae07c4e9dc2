"""The sending half of the diode: takes lines over TCP (and answers each, on its own side), sends them as datagrams.

usage: diode_tx.py OWN-ADDRESS RECEIVER
"""
import socket
import sys

own, receiver = sys.argv[1:3]
light = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
light.bind((own, 5140))
listener = socket.create_server((own, 5140))
while True:
    peer, _ = listener.accept()
    with peer, peer.makefile("rb") as lines:
        for number, line in enumerate(lines):
            light.sendto(b"%d %s" % (number, line), (receiver, 5140))
            peer.sendall(b"queued %d\n" % number)
