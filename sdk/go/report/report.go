// SPDX-License-Identifier: MIT

// Package report has what tools write by hand to show what they found: histograms, tables of the
// largest, names of numbers, the time of day. The SDKs for C, C++ and Rust have the same, and
// print the same.
package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// --- histograms

const stars = 40

// bar is how much a value is of the largest one.
func bar(value, most uint64) string {
	count := int(value * stars / max(most, 1))
	return strings.Repeat("*", count) + strings.Repeat(" ", stars-count)
}

// slots returns the first and the last slot that hold something, -1 for none, and the largest.
func slots(values []uint32) (first, last int, most uint64) {
	first, last = -1, -1
	for i, value := range values {
		if value == 0 {
			continue
		}
		if first < 0 {
			first = i
		}
		last, most = i, max(most, uint64(value))
	}
	return first, last, most
}

// Log2Hist returns a histogram of powers of two: slot i counts what is from 2^i to 2^(i+1)-1, and
// slot 0 also what is 0. "" if all slots are empty.
func Log2Hist(values []uint32, unit string) string {
	_, last, most := slots(values)
	if last < 0 {
		return ""
	}
	width, left, name := 10, 5, 19
	if last >= 32 {
		width, left, name = 20, 15, 29
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%*s%-*s : count    distribution\n", left, "", name, unit)
	for i, value := range values[:last+1] {
		low := uint64(1) << i
		high := low<<1 - 1
		if i == 0 {
			low = 0
		}
		fmt.Fprintf(&text, "%*d -> %-*d : %-8d |%s|\n", width, low, width, high, value,
			bar(uint64(value), most))
	}
	return text.String()
}

// LinearHist returns a histogram of equal steps: slot i counts what is from base+i*step. It begins
// with the first slot that is not empty.
func LinearHist(values []uint32, base, step uint32, unit string) string {
	first, last, most := slots(values)
	if last < 0 {
		return ""
	}
	var text strings.Builder
	fmt.Fprintf(&text, "     %-13s : count     distribution\n", unit)
	for i := first; i <= last; i++ {
		fmt.Fprintf(&text, "        %-10d : %-8d |%s|\n", base+uint32(i)*step, values[i],
			bar(uint64(values[i]), most))
	}
	return text.String()
}

// --- the largest

// Top sums amounts by their keys.
type Top[K cmp.Ordered] struct{ amounts map[K]uint64 }

// Row is a key with its sum.
type Row[K cmp.Ordered] struct {
	Key    K
	Amount uint64
}

// Add adds an amount to a key's.
func (t *Top[K]) Add(key K, amount uint64) {
	if t.amounts == nil {
		t.amounts = map[K]uint64{}
	}
	t.amounts[key] += amount
}

// Rows returns those with the largest sums, at most count; of equal ones the smaller key is first.
func (t *Top[K]) Rows(count int) []Row[K] {
	var rows []Row[K]
	for _, key := range slices.Sorted(maps.Keys(t.amounts)) {
		rows = append(rows, Row[K]{key, t.amounts[key]})
	}
	slices.SortStableFunc(rows, func(a, b Row[K]) int {
		return cmp.Compare(b.Amount, a.Amount)
	})
	return rows[:min(count, len(rows))]
}

// Text returns these rows as lines of a table.
func (t *Top[K]) Text(count int) string {
	var text strings.Builder
	for _, row := range t.Rows(count) {
		fmt.Fprintf(&text, "%10d  %v\n", row.Amount, row.Key)
	}
	return text.String()
}

// Clear forgets all sums.
func (t *Top[K]) Clear() { clear(t.amounts) }
