"""A mail relay: aiosmtpd, which takes every mail and forgets it.

usage: mail_relay.py ADDRESS NAME
"""
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

controller = Controller(Sink(), hostname=sys.argv[1], port=25, server_hostname=sys.argv[2], ident="relay")
controller.start()
while True:
    time.sleep(60)
