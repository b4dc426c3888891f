#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""fleet.py BUILD FOLDER MINUTES GUESTS: many guests on one host for some minutes.

Guests run side by side and are restarted, short processes come and go, a registry and a collector
are there and are not. Each minute it prints what the runs hold; at the end that must be what it
was, and each record delivered or counted. Then it measures what a guest costs. FOLDER has
fleet.wasm and fleet.bpf.o, made for processes called "fleet" and the number of this one's parent.
"""
import http.server
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time

build, folder, minutes, count = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
run = os.path.realpath(build) + "/wasm-bpf"
name = sys.argv[5]
wrong = []


def fail(text):
    wrong.append(text)
    print("WRONG:", text, flush=True)


class Guest:
    def __init__(self, number, options=()):
        self.number, self.options = number, list(options)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [run, "run", "--grace", "20000", *self.options, folder + "/fleet.wasm"],
            stdin=open(folder + "/fleet.bpf.o"), stdout=subprocess.PIPE,
            stderr=open(folder + f"/guest-{self.number}", "a"))

    def stop(self):
        """What it says: made, taken, dropped."""
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=60)[0].split()
        if self.process.returncode or len(said) != 3:
            fail(f"guest {self.number}: status {self.process.returncode}, {said}")
            return [0, 0, 0]
        return [int(number) for number in said]


class Churn(threading.Thread):
    """Processes that live for a moment, and one that makes many records."""

    def __init__(self, each_second):
        super().__init__(daemon=True)
        self.each_second, self.is_over, self.processes = each_second, False, 0

    def run(self):
        code = ("import os,sys\nopen('/proc/self/comm','w').write(sys.argv[1])\n"
                "for i in range(int(sys.argv[2])): os.getpgid(0)")
        while not self.is_over:
            begin = time.monotonic()
            subprocess.run([sys.executable, "-S", "-c", code, name, str(self.each_second)])
            self.processes += 1
            time.sleep(max(0, 1 - (time.monotonic() - begin)))


class Collector(http.server.BaseHTTPRequestHandler):
    is_stalled, requests = False, 0

    def do_POST(self):
        Collector.requests += 1
        while Collector.is_stalled:
            time.sleep(0.5)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")
        except OSError:
            pass  # it did not wait for so long

    def log_message(self, *args):
        pass


def pss(pid):
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1])


def look(pids):
    """Descriptors, KiB of RSS, kernel objects, records of these processes."""
    seen = {"processes": len(pids), "descriptors": 0, "rss_kib": 0}
    for pid in pids:
        seen["descriptors"] += len(os.listdir(f"/proc/{pid}/fd"))
        seen["rss_kib"] += int(open(f"/proc/{pid}/statm").read().split()[1]) * 4
    for row in json.loads(subprocess.check_output([run, "ps", "--json"]))["runs"]:
        if row["pid"] in pids:
            for key in ("programs", "maps", "links", "delivered", "lost"):
                seen[key] = seen.get(key, 0) + row.get(key, 0)
    return seen


class Registry:
    """One that comes and goes, and the same artifact pulled again and again."""

    def __init__(self):
        self.process, self.port, self.good, self.bad = None, 0, 0, 0
        self.config = folder + "/registry.yml"

    def up(self):
        with open(self.config, "w") as config:
            config.write("version: 0.1\nlog: {level: info, accesslog: {disabled: true}}\n"
                         f"storage: {{filesystem: {{rootdirectory: {folder}/registry}}}}\n"
                         f"http:\n  addr: 127.0.0.1:{self.port}\n")
        log = folder + "/registry.log"
        self.process = subprocess.Popen(["docker-registry", "serve", self.config],
                                        stdout=subprocess.DEVNULL, stderr=open(log, "w"))
        for _ in range(100):
            text = open(log).read()
            if "listening on 127.0.0.1:" in text:
                self.port = int(text.split("listening on 127.0.0.1:")[1].split('"')[0].split()[0])
                return
            time.sleep(0.1)
        fail("no registry")

    def down(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.process = None

    def reference(self):
        return f"127.0.0.1:{self.port}/fleet/app:v1"

    def push(self):
        subprocess.run([run, "push", "--plain-http", folder + "/fleet.wasm", self.reference()],
                       check=True, stdout=subprocess.DEVNULL)

    def pull(self):
        """A guest that is pulled: without its object it ends at once, with 3."""
        status = subprocess.run([run, "run", "--plain-http", "--pull", "always", "--timeout", "20",
                                 self.reference()], stdin=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL).returncode
        self.good += status == 3
        self.bad += status == 1
        if status != (3 if self.process else 1):
            fail(f"a pull with a registry {'there' if self.process else 'away'}: {status}")


def flat(first, last):
    for key in ("processes", "descriptors", "programs", "maps", "links"):
        if first.get(key) != last.get(key):
            fail(f"{key}: {first.get(key)} at first, {last.get(key)} at the end")
    if last["rss_kib"] > first["rss_kib"] * 1.1 + 8192:
        fail(f"memory grew from {first['rss_kib']} to {last['rss_kib']} KiB")


def soak():
    registry = Registry() if subprocess.run(["which", "docker-registry"],
                                            stdout=subprocess.DEVNULL).returncode == 0 else None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    guests = [Guest(number) for number in range(count)]
    exported = subprocess.Popen(
        [run, "run", "--otlp", f"http://127.0.0.1:{server.server_address[1]}", "-o",
         "json=" + folder + "/exported", "--interval", "2", folder + "/fleet.bpf.o"],
        stdout=subprocess.DEVNULL, stderr=open(folder + "/export-said", "w"))
    churn = Churn(500)
    churn.start()
    if registry:
        registry.up()
        registry.push()
    totals, first, last, restarts = [0, 0, 0], None, None, 0
    begin, next_look, step = time.monotonic(), 20.0, 0
    print("# minute processes descriptors rss_kib programs maps links delivered lost", flush=True)
    while time.monotonic() - begin < minutes * 60:
        time.sleep(5)
        step += 1
        guest = guests[step % count]
        totals = [a + b for a, b in zip(totals, guest.stop())]
        guest.start()
        restarts += 1
        Collector.is_stalled = step % 8 < 4
        if registry:
            if step % 6 == 2:
                registry.down()
            elif step % 6 == 4:
                registry.up()
            registry.pull()
        if time.monotonic() - begin >= next_look:
            time.sleep(2)
            last = look([g.process.pid for g in guests] + [exported.pid])
            first = first or last
            print(f"{(time.monotonic() - begin) / 60:8.1f}",
                  *(last.get(key, 0) for key in ("processes", "descriptors", "rss_kib", "programs",
                                                 "maps", "links", "delivered", "lost")), flush=True)
            next_look += 60
    churn.is_over = True
    churn.join()
    Collector.is_stalled = False
    for guest in guests:
        totals = [a + b for a, b in zip(totals, guest.stop())]
    exported.send_signal(signal.SIGINT)
    if exported.wait(timeout=60):
        fail(f"the run that exports: status {exported.returncode}")
    if first and last:
        flat(first, last)
    if registry:
        registry.down()
        print(f"# the registry gave {registry.good} pulls and was away for {registry.bad}")
        if not registry.good or not registry.bad:
            fail("the registry did not come and go")
    print(f"# {restarts} restarts, {churn.processes} bursts, {Collector.requests} requests to the "
          f"collector; records: {totals[0]} made, {totals[1]} taken, {totals[2]} dropped")
    if not totals[1]:
        fail("no record came")


def figures():
    """What a guest costs, beside others: PSS, and CPU with nothing and with records."""
    print("# guests pss_kib_each cpu_ms_a_second_each_idle the_same_at_1000_records_a_second")
    for number in (1, 5, 20):
        guests = [Guest(f"figures-{i}") for i in range(number)]
        time.sleep(4)
        memory = sum(pss(g.process.pid) for g in guests) / number
        costs = []
        for churn in (None, Churn(1000)):
            if churn:
                churn.start()
            before = cpu(guests)
            time.sleep(10)
            costs.append((cpu(guests) - before) * 1000 / 10 / number)
            if churn:
                churn.is_over = True
                churn.join()
        for guest in guests:
            guest.stop()
        print(f"{number:8} {memory:12.0f} {costs[0]:8.2f} {costs[1]:8.2f}", flush=True)


def cpu(guests):
    """Seconds, by the scheduler's own count."""
    ns = 0
    for guest in guests:
        for task in os.listdir(f"/proc/{guest.process.pid}/task"):
            path = f"/proc/{guest.process.pid}/task/{task}/schedstat"
            ns += int(open(path).read().split()[0])
    return ns / 1e9


resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
if minutes:
    soak()
figures()
sys.exit(bool(wrong))
