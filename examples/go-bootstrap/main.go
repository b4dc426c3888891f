// SPDX-License-Identifier: MIT

// Prints the processes that start and end: the example bootstrap in Go. It does without
// package fmt and the formats of package time, to be smaller.
package main

import (
	"bufio"
	"errors"
	"os"
	"strconv"
	"time"

	"wasm-bpf/bpf"
	"wasm-bpf/bpf/ringbuf"
)

//go:generate wasm-bpf-cc -target bpf -I ../bootstrap -c ../bootstrap/bootstrap.bpf.c -o bootstrap.bpf.o
//go:generate btf2h --skeleton --lang go --name bootstrap --type event bootstrap.bpf.o -o bpf.go

const usage = `Usage: go-bootstrap [-d MS]
Prints the processes that start and end, until it is interrupted.

  -d, --duration MS  only the ends of processes that ran at least so long
  -h, --help         print this
`

// A table of columns.
type table struct{ *bufio.Writer }

func (t table) column(text string, width int) {
	t.WriteString(text)
	for range max(1, width+1-len(text)) {
		t.WriteByte(' ')
	}
}

func (t table) row(clock, kind, comm, pid, ppid, rest string) {
	t.column(clock, 8)
	t.column(kind, 5)
	t.column(comm, 16)
	t.column(pid, 7)
	t.column(ppid, 7)
	t.WriteString(rest)
	t.WriteByte('\n')
}

// The time of day, UTC's: a guest knows no time zone.
func clock() string {
	seconds := time.Now().Unix() % 86400
	two := func(n int64) string { return strconv.Itoa(int(100 + n))[1:] }
	return two(seconds/3600) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
}

func (t table) show(event *Event) {
	kind, rest := "EXEC", bpf.Text(event.Filename[:])
	if event.ExitEvent {
		kind, rest = "EXIT", "["+strconv.Itoa(int(event.ExitCode))+"]"
		if event.DurationNs > 0 {
			rest += " (" + strconv.FormatUint(event.DurationNs/1e6, 10) + "ms)"
		}
	}
	t.row(clock(), kind, bpf.Text(event.Comm[:]),
		strconv.Itoa(int(event.Pid)), strconv.Itoa(int(event.Ppid)), rest)
}

func run(minimum time.Duration) error {
	bootstrap, err := OpenBootstrap()
	if err != nil {
		return err
	}
	defer bootstrap.Close()
	if err := bootstrap.Variables.MinDurationNs.Set(uint64(minimum)); err != nil {
		return err
	}
	if err := bootstrap.Load(); err != nil {
		return err
	}
	if err := bootstrap.Attach(); err != nil {
		return err
	}
	records, err := ringbuf.NewReader(bootstrap.Maps.Rb)
	if err != nil {
		return err
	}
	out := table{bufio.NewWriter(os.Stdout)}
	out.row("TIME", "EVENT", "COMM", "PID", "PPID", "FILENAME/EXIT CODE")
	out.Flush()
	for record, err := range records.Records() { // until Ctrl-C
		var event Event
		if err == nil {
			err = event.UnmarshalBinary(record.RawSample)
		}
		if err != nil {
			return err
		}
		out.show(&event)
		if record.Remaining == 0 {
			out.Flush()
		}
	}
	return out.Flush()
}

var errUsage = errors.New(usage)

func parse(args []string) (time.Duration, error) {
	if len(args) == 0 {
		return 0, nil
	}
	if len(args) != 2 || (args[0] != "-d" && args[0] != "--duration") {
		return 0, errUsage
	}
	ms, err := strconv.ParseUint(args[1], 10, 32)
	if err != nil {
		return 0, errUsage
	}
	return time.Duration(ms) * time.Millisecond, nil
}

func main() {
	args := os.Args[1:]
	if len(args) == 1 && (args[0] == "-h" || args[0] == "--help") {
		os.Stdout.WriteString(usage)
		return
	}
	minimum, err := parse(args)
	if err != nil {
		os.Stderr.WriteString(usage)
		os.Exit(2)
	}
	if err := run(minimum); err != nil {
		os.Stderr.WriteString("go-bootstrap: " + err.Error() + "\n")
		os.Exit(1)
	}
}
