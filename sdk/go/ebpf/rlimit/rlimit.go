// SPDX-License-Identifier: MIT

// Package rlimit is here so that tools that use it build.
package rlimit

// RemoveMemlock has nothing to do: the runtime sees to it.
func RemoveMemlock() error { return nil }
