"""The historian's intake: takes lines over TCP and forgets them.

usage: historian_in.py OWN-ADDRESS PORT
"""
import socket
import sys

listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
while True:
    peer, _ = listener.accept()
    with peer:
        while peer.recv(65536):
            pass
