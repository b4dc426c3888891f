// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"os"
	"time"

	"wasm-bpf/bpf/report"
)

// offsets prints the offsets of local time at many times.
func offsets() {
	for at := int64(0); at < 4100000000; at += 98765 {
		_, offset := report.Local(time.Unix(at, 0)).Zone()
		fmt.Println(at, offset)
	}
}

func main() {
	if len(os.Args) > 1 {
		offsets()
		return
	}
	few, many := []uint32{1, 0, 7, 20, 0, 0, 0, 0}, make([]uint32, 40)
	many[0], many[39] = 3, 4000000000
	fmt.Print(report.Log2Hist(few, "usecs"), report.Log2Hist(many, "nsecs"),
		report.Log2Hist(make([]uint32, 4), "none"),
		report.LinearHist(few[1:], 100, 25, "percent"))
	for _, n := range []int{-1, 0, 1, 2, 9, 31, 41, 133, 134, 335, 451, 999} {
		fmt.Println(report.SyscallName(n), report.ErrnoName(n), report.SignalName(n))
	}
	fmt.Println(report.UserName(0), report.UserName(4000000000), report.GroupName(0))
	fmt.Println(report.Timestamp()[:5])
	var top report.Top[string]
	for _, name := range []string{"sh", "cat", "ls", "sh", "awk"} {
		top.Add(name, 5)
	}
	var numbers report.Top[int]
	numbers.Add(-3, 12345678901)
	fmt.Print(top.Text(3), numbers.Text(9))
}
