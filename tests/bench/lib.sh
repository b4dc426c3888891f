# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
#
# Sourced by the benches that compare guests with native programs in turns; figures of a row are in
# files, a line for each round.
#
#	median			of the numbers on stdin
#	heading COLUMN...	a line above the columns that `line` prints
#	line LABEL FILE...	prints the median of each file, and its ratio to the first one's,
#				which is native's; and adds them to $ROWS, if that is set:
#				name, ratio, spread, native's spread
#	point PANEL LINE X VALUE
#				adds a point of a curve to $CURVES, if that is set: docs/make/plot
#				draws them
#	summary			says which rows cannot be judged, if there are any
#	first			an array: what makes a program go before other work
#
# A spread is the width of the middle half of the rounds: of the ratio itself, and of native as a
# part of its median. If native's own rounds differ by more than NOISE, something else was at work: the
# line ends in '?'.

NOISE=${NOISE:-0.25}
noisy=0 lines=0
first=()
# shellcheck disable=SC2034
chrt -f 50 true 2>/dev/null && first=(chrt -f 50)

median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# "MEDIAN SPREAD" of the numbers on stdin.
spread() {
	sort -g | awk '{ v[NR] = $1 } END { printf "%.3f %.3f\n", v[int((NR + 1) / 2)],
		v[int((3 * NR + 3) / 4)] - v[int((NR + 3) / 4)] }'
}

# Native's spread, as a part of its median.
noise_of() { spread <"$1" | awk '{ printf "%.3f\n", $1 ? $2 / $1 : 0 }'; }

row() { # FILE FIRST: adds a line to $ROWS; each round is compared with native's of the same turn
	[ -n "${ROWS:-}" ] && [ "$1" != "$2" ] || return 0
	echo "${1##*/} $(paste "$2" "$1" | awk '{ print $2 / $1 }' | spread) $(noise_of "$2")" \
		>>"$ROWS"
}

line() {
	local native value
	printf '%10s' "$1"
	native=$(median <"$2")
	for file in "${@:2}"; do
		value=$(median <"$file")
		printf ' %12.2f %5.2f' "$value" "$(awk "BEGIN { print $value / $native }")"
		row "$file" "$2"
	done
	lines=$((lines + 1))
	if awk "BEGIN { exit !($(noise_of "$2") > $NOISE) }"; then
		noisy=$((noisy + 1))
		printf ' ?'
	fi
	echo
}

point() { [ -z "${CURVES:-}" ] || echo "$1|$2|$3|$4" >>"$CURVES"; }

heading() {
	printf '%10s' ""
	printf ' %18s' "$@"
	echo
}

summary() {
	[ $noisy -gt 0 ] || return 0
	echo "too noisy to judge: $noisy of $lines lines, where native's own rounds differ by more" \
		"than $NOISE of their median ('?')"
}
