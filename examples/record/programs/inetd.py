"""Accepts TCP connections and gives each to a program as its standard input and output, as inetd does.

usage: inetd.py ADDRESS PORT PROGRAM [ARGUMENT...]
"""
import signal
import socket
import subprocess
import sys

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    peer, _ = listener.accept()
    subprocess.Popen(sys.argv[3:], stdin=peer, stdout=peer, stderr=subprocess.DEVNULL)
    peer.close()
