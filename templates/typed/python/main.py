"""The guest: gets the records of the kernel side, and prints them."""

import sys

import wit_world
from wit_world import exports
from wit_world.imports import params


def line(pid, ppid, comm, filename):
    print(f"{pid:<7} {ppid:<7} {comm:<16} {filename}")


class Run(exports.Run):
    def run(self):
        """Is called first. When it has returned, the programs are attached."""
        if len(sys.argv) > 1:
            params.set_only_ppid(int(sys.argv[1]))
        line("PID", "PPID", "COMM", "FILENAME")


class WitWorld(wit_world.WitWorld):
    def on_events(self, records):
        """Is called with what is in the ring buffer `events`."""
        for r in records:
            line(r.pid, r.ppid, r.comm, r.filename)

    def on_end(self):
        """Is called last."""
