"""An S7 controller that takes and gives programs: the server of python-snap7 3, which answers block transfer (the C library
Snap7 refuses it).

usage: s7_plc.py ADDRESS
"""
import sys
import time

from snap7.server import Server
from snap7.type import SrvArea

server = Server(log=False)
server.register_area(SrvArea.DB, 10, bytearray(n % 251 for n in range(512)))
server.register_area(SrvArea.MK, 0, bytearray(64))
server.start_to(sys.argv[1], 102)
while True:
    time.sleep(60)
