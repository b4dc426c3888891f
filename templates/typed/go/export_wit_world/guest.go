// The guest: gets the records of the kernel side, and prints them.
package export_wit_world

import (
	"fmt"

	"wit_component/bpf_app_types"
)

// OnEvents is called with what is in the ring buffer `events`.
func OnEvents(records []bpf_app_types.Event) {
	for _, r := range records {
		fmt.Printf("%-7d %-7d %-16s %s\n", r.Pid, r.Ppid, r.Comm, r.Filename)
	}
}

// OnEnd is called last.
func OnEnd() {
}
