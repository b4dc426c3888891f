# SPDX-License-Identifier: MIT
"""Listens on a port, says so, and answers so many TCP connections with the port that each came to."""
import socket
import sys

server = socket.socket()
server.bind(("0.0.0.0", int(sys.argv[1])))
server.listen()
server.settimeout(10)
print("listening", flush=True)
for _ in range(int(sys.argv[2])):
    connection, _ = server.accept()
    connection.sendall(b"%d\n" % connection.getsockname()[1])
    connection.close()
