"""Identifies an EtherNet/IP device with pycomm3: ListIdentity, a session, Get Attributes All of the Identity object.

usage: cip_identify.py TO
"""
import sys

from pycomm3 import CIPDriver, Services

print(CIPDriver.list_identity(sys.argv[1]))
with CIPDriver(sys.argv[1]) as driver:
    print(
        driver.generic_message(
            service=Services.get_attributes_all,
            class_code=b"\x01",
            instance=1,
            connected=False,
            unconnected_send=True,
            route_path=True,
        )
    )
