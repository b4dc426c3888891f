// SPDX-License-Identifier: MIT

package report

import (
	"os"
	"strconv"
	"strings"
)

// nth returns a name of a list, or the number as text.
func nth(list, prefix string, index, number int) string {
	for name := range strings.FieldsSeq(list) {
		if index == 0 && name != "-" {
			return prefix + name
		}
		if index--; index < 0 {
			break
		}
	}
	return strconv.Itoa(number)
}

// SyscallName returns the name of a system call by its number on x86-64, or the number.
func SyscallName(number int) string { return nth(syscalls, "", number, number) }

// ErrnoName returns the name of an error of Linux, such as "ENOENT" for 2, or the number.
func ErrnoName(number int) string { return nth(errnos, "", number-1, number) }

// SignalName returns the name of a signal, such as "SIGKILL" for 9, or the number.
func SignalName(number int) string { return nth(signals, "SIG", number-1, number) }

// UserName returns the name of a user, by /etc/passwd if the guest has --dir /etc, or the number.
func UserName(id uint32) string { return named("/etc/passwd", id) }

// GroupName returns the name of a group, by /etc/group if the guest has --dir /etc, or the number.
func GroupName(id uint32) string { return named("/etc/group", id) }

func named(file string, id uint32) string {
	number := strconv.FormatUint(uint64(id), 10)
	text, err := os.ReadFile(file)
	if err != nil {
		return number
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(line, ":", 4)
		if len(fields) > 2 && strings.TrimSpace(fields[2]) == number {
			return fields[0]
		}
	}
	return number
}
