"""A Modbus/TCP master: pymodbus client that polls over one connection for a while.

usage: modbus_poll.py FROM TO SECONDS PERIOD [identify] [holding] [input] [write]
"""
import sys
import time

from pymodbus.client import ModbusTcpClient

source, target = sys.argv[1:3]
seconds, period = float(sys.argv[3]), float(sys.argv[4])
what = set(sys.argv[5:])


def accepted(answer):
    if answer.isError():
        sys.exit(f"{target}: {answer}")
    return answer


client = ModbusTcpClient(target, source_address=(source, 0), timeout=3)
if not client.connect():
    sys.exit(f"{target}: no connection")
if "identify" in what:
    accepted(client.read_device_information(read_code=2, object_id=0))
end, turn = time.monotonic() + seconds, 0
while time.monotonic() < end:
    if "holding" in what:
        accepted(client.read_holding_registers(100, count=12))
    if "input" in what:
        accepted(client.read_input_registers(0, count=8))
    if "write" in what and turn % 6 == 2:
        accepted(client.write_register(40, 500 + turn))
    if "write" in what and turn % 6 == 5:
        accepted(client.write_registers(50, [turn, turn + 1, turn + 2]))
    turn += 1
    time.sleep(period)
client.close()
