# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced by the tests of guests in Go, after tap.sh: skips where no Go can build them.

go_minor=$(go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
[ "${go_minor:-0}" -ge 24 ] || skip_all "no Go 1.24 or newer"
# Nothing is fetched: the SDK and its users have no dependencies.
export GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=off GOWORK=off
