// SPDX-License-Identifier: MIT

//go:build wasip1

// Package signal has the names of the standard package os/signal, which never delivers anything
// in a guest. Here an interrupt of the guest (Ctrl-C, SIGTERM) comes as os.Interrupt, once. Other
// signals never come.
package signal

import (
	"context"
	"os"
	"slices"
	"sync"
	"time"

	"wasm-bpf/bpf/internal/records"
)

var (
	lock     sync.Mutex
	channels []chan<- os.Signal
	watching bool
	sent     bool
)

// How often to look for an interrupt while nothing waits for records.
const period = 20 * time.Millisecond

// Notify sends the interrupt to a channel, whichever signals are named. It does not wait for
// the channel to have room.
func Notify(c chan<- os.Signal, _ ...os.Signal) {
	lock.Lock()
	defer lock.Unlock()
	channels = append(channels, c)
	if !watching {
		watching = true
		records.OnInterrupt = send
		go watch()
	}
}

// watch is for a guest that waits for no records.
func watch() {
	for !records.Interrupted() {
		time.Sleep(period)
	}
	send()
}

// send tells of the interrupt, once.
func send() {
	lock.Lock()
	defer lock.Unlock()
	if sent {
		return
	}
	sent = true
	for _, c := range channels {
		select {
		case c <- os.Interrupt:
		default:
		}
	}
}

// Stop sends no signal to the channel from now on.
func Stop(c chan<- os.Signal) {
	lock.Lock()
	defer lock.Unlock()
	channels = slices.DeleteFunc(channels, func(other chan<- os.Signal) bool {
		return c == other
	})
}

// NotifyContext returns a context that an interrupt ends.
func NotifyContext(
	parent context.Context, signals ...os.Signal,
) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	c := make(chan os.Signal, 1)
	Notify(c, signals...)
	go func() {
		select {
		case <-c:
			cancel()
		case <-ctx.Done():
		}
		Stop(c)
	}()
	return ctx, cancel
}

// Ignore does nothing: an interrupt ends a guest after the grace period, whatever it does.
func Ignore(...os.Signal) {}

// Reset does nothing.
func Reset(...os.Signal) {}
