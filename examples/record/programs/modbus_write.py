"""Writes one register of a Modbus/TCP controller with pymodbus and leaves.

usage: modbus_write.py FROM TO REGISTER VALUE
"""
import sys

from pymodbus.client import ModbusTcpClient

client = ModbusTcpClient(sys.argv[2], source_address=(sys.argv[1], 0), timeout=3)
if not client.connect():
    sys.exit("no connection")
answer = client.write_register(int(sys.argv[3]), int(sys.argv[4]))
client.close()
if answer.isError():
    sys.exit(f"refused: {answer}")
