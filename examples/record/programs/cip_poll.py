"""Polls tags of an EtherNet/IP controller with the cpppo client over one session.

usage: cip_poll.py TO SECONDS PERIOD
"""
import sys
import time

from cpppo.server.enip import client

target, seconds, period = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
end = time.monotonic() + seconds
with client.connector(host=target, timeout=3) as connection:
    while time.monotonic() < end:
        operations = client.parse_operations(["TANK_LEVEL[0-3]", "FLOW[0-1]"])
        for _, _, _, _, status, value in connection.synchronous(operations=operations, timeout=3):
            if status or value is None:
                sys.exit(f"{target}: status {status}")
        time.sleep(period)
