// SPDX-License-Identifier: MIT

package report

import (
	"os"
	"strings"
	"sync"
	"time"
)

// A guest has no files of time zones. TZ has the rule itself, as POSIX writes it:
// CET-1CEST,M3.5.0,M10.5.0/3. The runtime puts it there for --env TZ=Europe/Berlin.

// change is when summer time begins or ends: a day of the year, and seconds of local time on it.
type change struct {
	kind             byte // 'M', 'J', or 0: counted from 0
	month, week, day int
	seconds          int
}

type zone struct {
	offset, summer int // seconds east of Greenwich
	begin, end     *change
}

// reader takes a rule apart; it is failed from the first mistake on.
type reader struct {
	text   string
	failed bool
}

func (r *reader) take(c byte) bool {
	if r.failed || r.text == "" || r.text[0] != c {
		return false
	}
	r.text = r.text[1:]
	return true
}

func (r *reader) number(most int) int {
	end, number := 0, 0
	for end < len(r.text) && end < 3 && r.text[end] >= '0' && r.text[end] <= '9' {
		number = number*10 + int(r.text[end]-'0')
		end++
	}
	r.failed = r.failed || end == 0 || number > most
	r.text = r.text[end:]
	return number
}

// time is [+-]hh[:mm[:ss]], in seconds.
func (r *reader) time() int {
	sign := 1
	if r.take('-') {
		sign = -1
	} else {
		r.take('+')
	}
	seconds := r.number(167) * 3600
	if r.take(':') {
		seconds += r.number(59) * 60
		if r.take(':') {
			seconds += r.number(59)
		}
	}
	return sign * seconds
}

// name is letters, or anything in angle brackets.
func (r *reader) name() {
	if r.take('<') {
		_, rest, found := strings.Cut(r.text, ">")
		r.text, r.failed = rest, r.failed || !found
		return
	}
	rest := strings.TrimLeftFunc(r.text, func(c rune) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	})
	r.failed = r.failed || len(r.text)-len(rest) < 3
	r.text = rest
}

func (r *reader) change() *change {
	c := &change{seconds: 2 * 3600}
	switch {
	case !r.take(','):
		r.failed = true
	case r.take('M'):
		c.kind = 'M'
		c.month = r.number(12)
		r.failed = r.failed || !r.take('.')
		c.week = r.number(5)
		r.failed = r.failed || !r.take('.') || c.month == 0 || c.week == 0
		c.day = r.number(6)
	case r.take('J'):
		c.kind = 'J'
		c.day = r.number(365)
	default:
		c.day = r.number(365)
	}
	if r.take('/') {
		c.seconds = r.time()
	}
	return c
}

// parse returns UTC for what is no rule.
func parse(rule string) zone {
	r := &reader{text: strings.TrimPrefix(rule, ":")}
	r.name()
	z := zone{offset: -r.time()}
	if !r.failed && r.text != "" {
		z.summer = z.offset + 3600
		r.name()
		if r.text != "" && r.text[0] != ',' {
			z.summer = -r.time()
		}
		if r.text == "" { // as glibc: the rules of the United States
			r.text = ",M3.2.0,M11.1.0"
		}
		z.begin, z.end = r.change(), r.change()
	}
	if r.failed || r.text != "" {
		return zone{}
	}
	return z
}

// at is when it happens in a year, where local time is that many seconds ahead.
func (c *change) at(year, offset int) time.Time {
	day := time.Date(year, 1, 1+c.day, 0, 0, 0, 0, time.UTC)
	switch c.kind {
	case 'J': // which does not count the 29th of February
		day = time.Date(2001, 1, c.day, 0, 0, 0, 0, time.UTC)
		day = time.Date(year, day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	case 'M':
		day = time.Date(year, time.Month(c.month), 1, 0, 0, 0, 0, time.UTC)
		day = day.AddDate(0, 0, (c.day-int(day.Weekday())+7)%7+7*(c.week-1))
		if day.Month() != time.Month(c.month) { // the last of them
			day = day.AddDate(0, 0, -7)
		}
	}
	return day.Add(time.Duration(c.seconds-offset) * time.Second)
}

func (z zone) offsetAt(t time.Time) int {
	if z.begin == nil {
		return z.offset
	}
	year := t.UTC().Add(time.Duration(z.offset) * time.Second).Year()
	begin, end := z.begin.at(year, z.offset), z.end.at(year, z.summer)
	summer := !t.Before(begin) && t.Before(end)
	if end.Before(begin) { // the year's turn lies in the summer
		summer = t.Before(end) || !t.Before(begin)
	}
	if summer {
		return z.summer
	}
	return z.offset
}

var local = sync.OnceValue(func() zone { return parse(os.Getenv("TZ")) })

// Local returns the time in the zone of TZ, or in UTC if the guest was given none:
// wasm-bpf --env TZ=Europe/Berlin app.wasm.
func Local(t time.Time) time.Time {
	return t.In(time.FixedZone("", local().offsetAt(t)))
}

// Timestamp returns the time of day, such as "23:59:01".
func Timestamp() string { return Local(time.Now()).Format("15:04:05") }
