"""An S7 controller: the Snap7 server with one data block.

usage: s7_server.py ADDRESS
"""
import ctypes
import sys
import time

import snap7
from snap7.type import SrvArea

server = snap7.server.Server(log=False)
block = (ctypes.c_uint8 * 256)(*range(256))
server.register_area(SrvArea.DB, 10, block)
marks = (ctypes.c_uint8 * 64)()
server.register_area(SrvArea.MK, 0, marks)
server.start_to(sys.argv[1], 102)
while True:
    time.sleep(60)
