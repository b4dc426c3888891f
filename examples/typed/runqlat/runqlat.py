# SPDX-License-Identifier: MIT
"""Prints how long tasks wait for a CPU, once it ends: the kernel side counts, and nothing is sent.
An argument is the only process to look at."""

import sys

import wit_world
from wit_world import exports
from wit_world.imports import map_histogram, params

BAR = 40


class Run(exports.Run):
    def run(self):
        if len(sys.argv) > 1:
            params.set_only_pid(int(sys.argv[1]))
        print("Until Ctrl-C.")


class WitWorld(wit_world.WitWorld):
    def on_end(self):
        counts = [count for slot, count in map_histogram.entries()]
        print(f"{'usecs':>21} {'count':>9}")
        while counts and not counts[-1]:
            counts.pop()
        for slot, count in enumerate(counts):
            bar = "*" * (count * BAR // max(counts))
            print(f"{1 << slot if slot else 0:>9} -> {(2 << slot) - 1:<8} {count:>9} {bar}")
