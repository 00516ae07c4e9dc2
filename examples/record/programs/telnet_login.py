"""Types a log-in, one command and a log-out into the telnet client, which runs on a terminal of its own.

usage: telnet_login.py ADDRESS USER PASSWORD COMMAND
"""
import os
import pty
import select
import sys
import time

address, user, password, command = sys.argv[1:5]
child, terminal = pty.fork()
if child == 0:
    os.execvp("telnet", ["telnet", address])


def expect(word, seconds=15):
    seen, end = b"", time.monotonic() + seconds
    while word not in seen:
        if not select.select([terminal], [], [], max(0, end - time.monotonic()))[0]:
            sys.exit(f"no {word!r} after {seen!r}")
        seen += os.read(terminal, 4096)


def type_line(text):
    time.sleep(0.3)
    for letter in text + "\r":
        os.write(terminal, letter.encode())
        time.sleep(0.03)


expect(b"login: ")
type_line(user)
expect(b"assword: ")
type_line(password)
expect(b"$ ")
type_line(command)
expect(b"$ ")
type_line("exit")
try:
    expect(b"closed by foreign host")
except OSError:
    pass
os.waitpid(child, 0)
