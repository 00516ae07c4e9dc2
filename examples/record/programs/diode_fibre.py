"""The fibre of the diode: carries frames of the sending half from NEAR to FAR. Nothing here reads FAR.

usage: diode_fibre.py NEAR FAR SENDER-MAC RECEIVER-MAC
"""
import socket
import sys

ETH_P_ALL, PACKET_OUTGOING = 3, 4
near_name, far_name, sender, receiver = sys.argv[1:5]
header = bytes.fromhex((receiver + sender).replace(":", "")) + b"\x08\x00"
near = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
near.bind((near_name, ETH_P_ALL))
far = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
far.bind((far_name, 0))
while True:
    frame, origin = near.recvfrom(65535)
    if origin[2] != PACKET_OUTGOING and frame.startswith(header):
        far.send(frame)
