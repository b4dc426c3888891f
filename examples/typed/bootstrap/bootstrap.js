// SPDX-License-Identifier: MIT
// Prints the processes that start and end, like bootstrap.py.
import { setMinDurationNs } from "bpf:bootstrap/params";
import { getArguments } from "wasi:cli/environment@0.2.0";

function line(time, event, comm, pid, ppid, what) {
	console.log(`${time.padEnd(8)} ${event.padEnd(5)} ${comm.padEnd(16)} ` +
		`${String(pid).padEnd(7)} ${String(ppid).padEnd(7)} ${what}`);
}

export const run = {
	run() {
		const [, ms] = getArguments();
		if (ms)
			setMinDurationNs(BigInt(ms) * 1000000n); // u64 is a BigInt
		line("TIME", "EVENT", "COMM", "PID", "PPID", "FILENAME/EXIT CODE");
	},
};

export function onRb(records) {
	const now = new Date().toISOString().slice(11, 19);
	for (const r of records) {
		let what = r.filename;
		if (r.exitEvent) {
			what = `[${r.exitCode}]`;
			if (r.durationNs)
				what += ` (${r.durationNs / 1000000n}ms)`;
		}
		line(now, r.exitEvent ? "EXIT" : "EXEC", r.comm, r.pid, r.ppid, what);
	}
}

export function onEnd() {
}
