"""A Modbus/TCP master of a redundant controller: polls its one address, and connects anew when the connection breaks.

usage: modbus_poll_redundant.py FROM TO SECONDS PERIOD LEAST-CONNECTIONS
"""
import sys
import time

from pymodbus.client import ModbusTcpClient
from pymodbus.exceptions import ModbusException

source, target = sys.argv[1:3]
seconds, period, least = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
end, connections = time.monotonic() + seconds, 0
while time.monotonic() < end:
    client = ModbusTcpClient(target, source_address=(source, 0), timeout=1, retries=0)
    if not client.connect():
        time.sleep(0.5)
        continue
    connections += 1
    try:
        while time.monotonic() < end and not client.read_holding_registers(0, count=10).isError():
            time.sleep(period)
    except (ModbusException, OSError):
        pass
    client.close()
if connections < least:
    sys.exit(f"{target}: {connections} connections")
