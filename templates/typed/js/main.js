// The guest: gets the records of the kernel side, and prints them.
import { setOnlyPpid } from "bpf:app/params";
import { getArguments } from "wasi:cli/environment@0.2.0";

function line(pid, ppid, comm, filename) {
	console.log(`${String(pid).padEnd(7)} ${String(ppid).padEnd(7)} ${comm.padEnd(16)} ${filename}`);
}

export const run = {
	// Is called first. When it has returned, the programs are attached.
	run() {
		const [, ppid] = getArguments();
		if (ppid)
			setOnlyPpid(parseInt(ppid));
		line("PID", "PPID", "COMM", "FILENAME");
	},
};

// Is called with what is in the ring buffer `events`.
export function onEvents(records) {
	for (const r of records)
		line(r.pid, r.ppid, r.comm, r.filename);
}

// Is called last.
export function onEnd() {
}
