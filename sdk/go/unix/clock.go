// SPDX-License-Identifier: MIT

//go:build wasip1

package unix

import (
	"time"

	"wasm-bpf/bpf"
)

// Errno is an error of the kernel.
type Errno = bpf.Errno

// Timespec is a time of a clock.
type Timespec struct{ Sec, Nsec int64 }

// Nano returns it in nanoseconds.
func (t *Timespec) Nano() int64 { return t.Sec*1e9 + t.Nsec }

// Unix returns it in seconds and nanoseconds.
func (t *Timespec) Unix() (sec, nsec int64) { return t.Sec, t.Nsec }

// ClockGettime stores the time of a clock: CLOCK_REALTIME, CLOCK_MONOTONIC or CLOCK_BOOTTIME, as
// programs in the kernel have them.
func ClockGettime(clock int32, to *Timespec) error {
	var ns int64
	switch clock {
	case CLOCK_REALTIME:
		ns = time.Now().UnixNano()
	case CLOCK_MONOTONIC:
		ns = int64(bpf.MonotonicTime())
	case CLOCK_BOOTTIME:
		ns = int64(bpf.BootTime())
	default:
		return EINVAL
	}
	*to = Timespec{ns / 1e9, ns % 1e9}
	return nil
}

// Getpid returns the number of the runtime's process, which programs in the kernel see.
func Getpid() int {
	process, err := bpf.ProcessID()
	if err != nil {
		return -1
	}
	return process
}
