# SPDX-License-Identifier: MIT
"""Drops what an interface receives from some addresses: INTERFACE ADDRESS... At the end it prints
how many packets that were."""

import ipaddress
import sys

import wit_world
from componentize_py_types import Err
from wit_world import exports
from wit_world.imports import map_blocked, programs
from wit_world.imports.types import Address


class Run(exports.Run):
    def run(self):
        if len(sys.argv) < 3:
            sys.exit("which interface, and which addresses?")
        interface, *addresses = sys.argv[1:]
        try:
            for address in addresses:
                map_blocked.set(Address(ipaddress.IPv4Address(address).packed), 0)
            programs.attach("firewall", interface)
        except Err as e:
            sys.exit(e.value)
        except ValueError as e:
            sys.exit(str(e))
        print(f"{interface}: drops packets from {len(addresses)} addresses", flush=True)


class WitWorld(wit_world.WitWorld):
    def on_end(self):
        for address, packets in map_blocked.entries():
            print(f"{ipaddress.IPv4Address(address.bytes)}: {packets} packets")
