// SPDX-License-Identifier: MIT

// The same as typed_guest.c in Go: ASKED COUNT [stay]. typed_guest_run.go begins it.
package export_wit_world

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"wit_component/bpf_app_types"
)

// Count says how many records shall come.
var Count uint64

var seen, misplaced, text uint64

// As in the template: no collection while the host writes records.
func init() { debug.SetGCPercent(-1) }

var fresh int

func OnEvents(records []bpf_app_types.Event) {
	for _, event := range records {
		if event.DurationNs != seen {
			misplaced++
		}
		text += uint64(len(event.Comm) + len(event.Filename))
		seen++
	}
	if fresh += len(records); fresh >= 10000 {
		fresh = 0
		runtime.GC()
	}
	if seen < Count {
		return
	}
	fmt.Println(seen, misplaced)
	if len(os.Args) > 3 {
		time.Sleep(10 * time.Second) // until it is measured
	}
	if text == 0 {
		os.Exit(1)
	}
	os.Exit(0)
}

func OnEnd() {
	fmt.Println(seen, misplaced)
}
