# SPDX-License-Identifier: MIT
"""Prints the processes that start and end, like ../../bootstrap. An argument is a duration in ms:
then only the ends of processes that ran at least so long."""

import sys
import time

import wit_world
from wit_world import exports
from wit_world.imports import params


class Run(exports.Run):
    def run(self):
        if len(sys.argv) > 1:
            params.set_min_duration_ns(int(sys.argv[1]) * 1_000_000)
        print(f"{'TIME':8} {'EVENT':5} {'COMM':16} {'PID':7} {'PPID':7} FILENAME/EXIT CODE")


class WitWorld(wit_world.WitWorld):
    def on_rb(self, records):
        now = time.strftime("%H:%M:%S")
        for r in records:
            event = "EXIT" if r.exit_event else "EXEC"
            what = r.filename
            if r.exit_event:
                what = f"[{r.exit_code}]"
                if r.duration_ns:
                    what += f" ({r.duration_ns // 1_000_000}ms)"
            print(f"{now:8} {event:5} {r.comm:16} {r.pid:<7} {r.ppid:<7} {what}")

    def on_end(self):
        pass
