// The guest: gets the records of the kernel side, and prints them.
package export_wit_world

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"wit_component/bpf_app_types"
)

// The garbage collector asks for the time, which traps while the host writes records into the
// guest's memory. So it does not run by itself, but where collect is called.
func init() { debug.SetGCPercent(-1) }

var fresh int

func collect(records int) {
	if fresh += records; fresh >= 10000 {
		fresh = 0
		runtime.GC()
	}
}

// OnEvents is called with what is in the ring buffer `events`.
func OnEvents(records []bpf_app_types.Event) {
	for _, r := range records {
		fmt.Printf("%-7d %-7d %-16s %s\n", r.Pid, r.Ppid, r.Comm, r.Filename)
	}
	collect(len(records))
}

// OnEnd is called last.
func OnEnd() {
}
