# SPDX-License-Identifier: MIT
"""A service manager for one service: keeps its descriptors as systemd does (sd_notify(3)), kills it
with SIGKILL so many times, starts it anew, and at last ends it with SIGTERM, before which it ends
what makes its records: else some come after the service has read its last one.

    manager.py KILLS SOURCE-PID OUT ERR COMMAND...

Prints what it keeps, then what the last process said, a line a message."""
import array
import os
import random
import signal
import socket
import sys
import time

kills, source = map(int, sys.argv[1:3])
out, err, command = sys.argv[3], sys.argv[4], sys.argv[5:]
name = f"wasm-bpf-keep-{os.getpid()}"
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind("\0" + name)
server.settimeout(0.02)
kept = []  # names and descriptors, in the order of their coming
said = []


def listen(seconds, until=None):
    end = time.monotonic() + seconds
    while time.monotonic() < end and not (until and any(until in text for text in said)):
        try:
            data, control, _, _ = server.recvmsg(4096, socket.CMSG_SPACE(64))
        except TimeoutError:
            continue
        fds = []
        for _, kind, bytes_ in control:
            if kind == socket.SCM_RIGHTS:
                fds = array.array("i", bytes_).tolist()
        text = data.decode()
        fields = dict(line.split("=", 1) for line in text.split("\n") if "=" in line)
        if "FDSTORE" in fields:
            kept.append((fields["FDNAME"], fds.pop()))
        elif "FDSTOREREMOVE" in fields:
            for item in [item for item in kept if item[0] == fields["FDNAME"]]:
                kept.remove(item)
                os.close(item[1])
        elif "BARRIER" not in fields:
            said.append(text.replace("\n", ";"))
        for fd in fds:
            os.close(fd)


def start():
    said.clear()
    pid = os.fork()
    if pid:
        return pid
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    for path, number in ((out, 1), (err, 2)):
        os.dup2(os.open(path, flags, 0o600), number)
    first = 3
    for i, (_, fd) in enumerate(kept):
        os.dup2(fd, 500 + i)
    for i in range(len(kept)):
        os.dup2(500 + i, first + i)
        os.set_inheritable(first + i, True)
    os.closerange(first + len(kept), 1000)
    environment = dict(os.environ, NOTIFY_SOCKET="@" + name, FDSTORE="512",
                       LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(kept)),
                       LISTEN_FDNAMES=":".join(name for name, _ in kept))
    os.execve(command[0], command, environment)


for _ in range(kills):
    pid = start()
    listen(10, "READY=1")
    listen(0.05 + random.random() / 5)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
pid = start()
listen(10, "READY=1")
listen(1)
os.kill(source, signal.SIGTERM)
listen(0.3)
os.kill(pid, signal.SIGTERM)
listen(10, "STOPPING=1")
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
print(*(name for name, _ in kept))
print(*said, sep="\n")
