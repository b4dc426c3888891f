# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Sourced by the tests of guests in Go, after tap.sh.
#
#	go_is_new	whether there is a Go that builds guests
#	need_go		skips the whole script where there is none; what follows fetches nothing,
#			for the SDK and its users have no dependencies

go_minor=24
go_is_new() {
	local minor
	minor=$(go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
	[ "${minor:-0}" -ge $go_minor ]
}
need_go() {
	go_is_new || skip_all "no Go 1.$go_minor or newer"
	export GOTOOLCHAIN=local GOFLAGS=-mod=mod GOPROXY=off GOWORK=off
}
