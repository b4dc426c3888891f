# SPDX-License-Identifier: MIT
"""judge.py OUT ERR: whether the numbers of OUT came once and in their order, and whether what is
missing was with a guest that was killed. Prints "well", or what is not."""
import re
import struct
import sys

data = open(sys.argv[1], "rb").read()
said = open(sys.argv[2]).read()
numbers = struct.unpack(f"<{len(data) // 8}Q", data[: len(data) // 8 * 8])
submitted = re.findall(r"submitted (\d+)", said)
held = sum(map(int, re.findall(r"(\d+) records of 'ring' were with", said)))
wrong = []
if len(numbers) < 1000:
    wrong.append(f"only {len(numbers)} records")
if any(b <= a for a, b in zip(numbers, numbers[1:])):
    wrong.append("not in order, or twice")
missing = (int(submitted[-1]) if submitted else max(numbers, default=-1) + 1) - len(set(numbers))
if missing > held:
    wrong.append(f"{missing} are missing, {held} were with the guest")
print(*(wrong or ["well"]), sep=", ")
