"""The data collector: reads a controller and the analyser with pymodbus, hands records to the diode's sender over TCP.

usage: collector.py CONTROLLER ANALYSER ANALYSER-SIDE-ADDRESS DIODE SECONDS PERIOD
"""
import json
import socket
import sys
import time

from pymodbus.client import ModbusTcpClient

controller, analyser, own, diode = sys.argv[1:5]
seconds, period = float(sys.argv[5]), float(sys.argv[6])
sources = {
    "plc-102": ModbusTcpClient(controller, timeout=3),
    "analyser": ModbusTcpClient(analyser, source_address=(own, 0), timeout=3),
}
for name, source in sources.items():
    if not source.connect():
        sys.exit(f"{name}: no connection")
sender = socket.create_connection((diode, 5140), timeout=5)
answers = sender.makefile("rb")
end = time.monotonic() + seconds
while time.monotonic() < end:
    for name, source in sources.items():
        answer = source.read_input_registers(0, count=6)
        if answer.isError():
            sys.exit(f"{name}: {answer}")
        record = {"source": name, "values": answer.registers}
        sender.sendall(json.dumps(record).encode() + b"\n")
        answers.readline()
    time.sleep(period)
sender.close()
