"""An S7 operator station: Snap7 client that identifies a controller, polls it and now and then sets a value.

usage: s7_client.py TO SECONDS PERIOD
"""
import sys
import time

import snap7
from snap7.type import Area

client = snap7.client.Client()
client.connect(sys.argv[1], 0, 2)
client.get_order_code()
client.get_cpu_info()
client.get_cpu_state()
end, turn = time.monotonic() + float(sys.argv[2]), 0
while time.monotonic() < end:
    client.db_read(10, 0, 32)
    client.read_area(Area.MK, 0, 0, 8)
    if turn % 8 == 3:
        client.db_write(10, 40, bytearray([0, turn]))
    turn += 1
    time.sleep(float(sys.argv[3]))
client.disconnect()
