# SPDX-License-Identifier: MIT
"""The same as typed_calls.c in Python."""

import sys
import time

import wit_world
from wit_world import exports
from wit_world.imports import map_counts, map_kept, params, programs

CALLS, ENTRIES, WALKS = 20000, 10000, 20
seen = misplaced = size = count = 0


def measure():
    set_time = get_time = walk_time = 0
    for i in range(ENTRIES):
        map_counts.set(i, i)
    for _ in range(CALLS):
        began = time.perf_counter_ns()
        blob = map_kept.get(0)
        middle = time.perf_counter_ns()
        map_kept.set(0, blob)
        set_time += time.perf_counter_ns() - middle
        get_time += middle - began
    for _ in range(WALKS):
        began = time.perf_counter_ns()
        if len(map_counts.entries()) != ENTRIES:
            sys.exit("entries are missing")
        walk_time += time.perf_counter_ns() - began
    print(set_time // CALLS, get_time // CALLS, walk_time // WALKS // ENTRIES)


class Run(exports.Run):
    def run(self):
        global count
        if len(sys.argv) == 2:
            measure()
            sys.exit(0)
        count = int(sys.argv[2])
        params.set_asked(int(sys.argv[1]))
        programs.attach_all()
        print("waiting", flush=True)


class WitWorld(wit_world.WitWorld):
    def on_blobs(self, records):
        global seen, misplaced, size
        for blob in records:
            misplaced += blob.number < seen
            size += len(blob.raw)
            seen += 1
        if seen >= count:
            print(seen, misplaced, flush=True)
            if len(sys.argv) > 3:
                time.sleep(10)  # until it is measured
            sys.exit(size == 0)

    def on_end(self):
        pass
