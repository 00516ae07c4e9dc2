"""The receiving half of the diode: takes datagrams, passes their lines to the historian over TCP.

usage: diode_rx.py OWN-ADDRESS HISTORIAN PORT
"""
import socket
import sys

light = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
light.bind((sys.argv[1], 5140))
historian = None
while True:
    record, _ = light.recvfrom(65535)
    if historian is None:
        historian = socket.create_connection((sys.argv[2], int(sys.argv[3])))
    historian.sendall(record)
