# SPDX-License-Identifier: MIT
"""The same as typed_guest.c in Python: ASKED COUNT [stay]."""

import sys
import time

import wit_world
from wit_world import exports
from wit_world.imports import params, programs

seen = misplaced = text = count = 0


class Run(exports.Run):
    def run(self):
        global count
        count = int(sys.argv[2])
        params.set_asked(int(sys.argv[1]))
        programs.attach_all()
        print("waiting", flush=True)


class WitWorld(wit_world.WitWorld):
    def on_events(self, records):
        global seen, misplaced, text
        for event in records:
            if event.duration_ns != seen:
                misplaced += 1
            text += len(event.comm) + len(event.filename)
            seen += 1
        if seen >= count:
            print(seen, misplaced, flush=True)
            if len(sys.argv) > 3:
                time.sleep(10)  # until it is measured
            sys.exit(text == 0)

    def on_end(self):
        print(seen, misplaced)
