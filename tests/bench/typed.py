# SPDX-License-Identifier: MIT
"""Runs each NAME=COMMAND in turns, with events of typed.bpf.c: ROUNDS OBJECT NAME=COMMAND...
With --calls ROUNDS NAME=COMMAND..., guests of typed_calls."""
import os
import select
import statistics
import subprocess
import sys
import time

COUNT = int(os.environ.get("COUNT", 1000000))
BURST = int(os.environ.get("BURST", 1000))
CALLS = int(os.environ.get("CALLS", 10))  # bursts without a pause
PERIOD = float(os.environ.get("PERIOD", 0.01))  # seconds of pause, as far as the reader is that fast


def run_time(pid):
    """Seconds that the threads of a process have run."""
    tasks = f"/proc/{pid}/task"
    return sum(int(open(f"{tasks}/{t}/schedstat").read().split()[0]) for t in os.listdir(tasks)) / 1e9


def push(process):
    """Bursts until the reader says that it has enough."""
    while not select.select([process.stdout], [], [], PERIOD)[0]:
        for _ in range(CALLS):
            os.getpgid(os.getpid())


def measure(command, path):
    """Ns of CPU a record, from the time on when the reader waits; whether all was right."""
    with open(path, "rb") as source:
        process = subprocess.Popen(
            command.split() + [str(os.getpid()), str(COUNT), "stay"], stdin=source, stdout=subprocess.PIPE, bufsize=0)
    if b"waiting" not in process.stdout.readline():
        sys.exit(f"bench: {command} did not start")
    began = run_time(process.pid)
    push(process)
    took = run_time(process.pid) - began
    seen, misplaced = (int(word) for word in process.stdout.readline().split())
    process.kill()
    process.wait()
    return took * 1e9 / seen, not misplaced and seen >= COUNT


def calls():
    """What typed_calls measures."""
    rounds = int(sys.argv[2])
    ways = [way.split("=", 1) for way in sys.argv[3:]]
    times = {name: [] for name, _ in ways}
    good = True
    for _ in range(rounds):
        for name, command in ways:
            took, right = measure(command, "/dev/null")
            good &= right
            words = subprocess.run(command.split() + ["calls"], stdout=subprocess.PIPE, check=True).stdout.split()
            times[name].append([took] + [float(word) for word in words])
    print(f"{'ns':>26} {'a record':>10} {'a set':>10} {'a get':>10} {'an entry':>10}")
    for name, took in times.items():
        medians = [statistics.median(column) for column in zip(*took)]
        print(f"{name:>26} " + " ".join(f"{median:10.0f}" for median in medians))
    return 0 if good else 1


def main():
    rounds, path = int(sys.argv[1]), sys.argv[2]
    ways = [way.split("=", 1) for way in sys.argv[3:]]
    times = {name: [] for name, _ in ways}
    good = True
    for _ in range(rounds):
        for name, command in ways:
            took, right = measure(command, path)
            times[name].append(took)
            if not right:
                print(f"bench: {name}: records are missing or out of order", file=sys.stderr)
            good &= right
    print(f"{COUNT} events of 168 bytes with two texts, {CALLS} times {BURST} every {PERIOD} s: "
          "ns of CPU a record, and the ratio to native")
    native = statistics.median(times["native"])
    for name, took in times.items():
        median = statistics.median(took)
        print(f"{name:>16} {median:9.1f} {median / native:7.2f}")
    return 0 if good else 1


sys.exit(calls() if sys.argv[1] == "--calls" else main())
