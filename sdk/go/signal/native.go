// SPDX-License-Identifier: MIT

//go:build !wasip1

package signal

import (
	"context"
	"os"
	"os/signal"
)

// Notify is the standard package's.
func Notify(c chan<- os.Signal, signals ...os.Signal) { signal.Notify(c, signals...) }

// Stop is the standard package's.
func Stop(c chan<- os.Signal) { signal.Stop(c) }

// NotifyContext is the standard package's.
func NotifyContext(
	parent context.Context, signals ...os.Signal,
) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(parent, signals...)
}

// Ignore is the standard package's.
func Ignore(signals ...os.Signal) { signal.Ignore(signals...) }

// Reset is the standard package's.
func Reset(signals ...os.Signal) { signal.Reset(signals...) }
