// SPDX-License-Identifier: MIT
// The same as typed_guest.c in JavaScript: ASKED COUNT [stay].
import { setAsked } from "bpf:app/params";
import { attachAll } from "bpf:app/programs";
import { getArguments } from "wasi:cli/environment@0.2.0";
import { exit } from "wasi:cli/exit@0.2.0";

let seen = 0n, misplaced = 0, text = 0, count, stays;

export const run = {
	run() {
		const [, asked, wanted, stay] = getArguments();
		count = BigInt(wanted);
		stays = stay;
		setAsked(Number(asked));
		attachAll();
		console.log("waiting");
	},
};

export function onEvents(records) {
	for (const event of records) {
		if (event.durationNs !== seen)
			misplaced++;
		text += event.comm.length + event.filename.length;
		seen++;
	}
	if (seen < count)
		return;
	console.log(`${seen} ${misplaced}`);
	while (stays) // until it is measured
		;
	exit(text ? { tag: "ok" } : { tag: "err" });
}

export function onEnd() {
	console.log(`${seen} ${misplaced}`);
}
