#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `wasm-bpf plot`: pictures of what was recorded.
. tests/lib/tap.sh
run=$B/wasm-bpf

# What an XML parser finds: WIDTH TITLE of each box.
boxes() { python3 -c 'import sys, xml.etree.ElementTree as tree
name = "{http://www.w3.org/2000/svg}"
for box in tree.parse(sys.argv[1]).iter(name + "rect"):
    for title in box.iter(name + "title"):
        print(round(float(box.get("width"))), title.text)' "$1"; }

printf 'a;b 3\na9;x 2\na;c 1\n\na 1\n<&";\033[2J 0.5\n' >"$T/stacks"
ok "a flame graph" "$run" plot "$T/stacks" -o "$T/flame.svg"
is "of all functions, by their weight" "$(boxes "$T/flame.svg" | sed 's/ .*: / /' | sort -rn)" \
	"$(printf '786 5, 66.67%%\n472 3, 40.00%%\n314 2, 26.67%%\n314 2, 26.67%%\n157 1, 13.33%%
78 0, 6.67%%\n78 0, 6.67%%')"
like "and nothing of a name is markup or a control" "$(boxes "$T/flame.svg" | tr '\n' ' ')" \
	'78 <&": .* 78 \?\[2J: '
wrong() { # NAME REGEX [OPTION...], of the text in $T/in
	fails "$1" 1 "$run" plot "${@:3}" "$T/in"
	like "$1: told" "$(cat "$T/out")" "$2"
}
printf 'a;b 3\nno number\n' >"$T/in"
wrong "no folded stack" "line 2 is no folded stack"
printf 'a 0\n' >"$T/in"
wrong "no weight" "there are no stacks"
: >"$T/in"
wrong "nothing at all" "it is empty"
(printf 'a'; printf ';a%.0s' {1..2000}; echo ' 1') >"$T/in"
wrong "too deep a stack" "more than 1024 functions"

for i in 0 1 2 3; do
	echo "{\"time\":\"2026-11-29T04:00:0$i.5\",\"took\":$((i * 100)),\"comm\":\"x\"}"
done >"$T/lines"
ok "a heat map" "$run" plot --column took "$T/lines" -o "$T/heat.svg"
is "with a box for each range that has records" "$(boxes "$T/heat.svg" | cut -d' ' -f2-)" \
	"0 to 0: 1
64 to 127: 1
128 to 255: 1
256 to 511: 1"
like "over three seconds" "$(cat "$T/heat.svg")" '>3 s<'
cp "$T/lines" "$T/in"
wrong "no column" "--column says which number"
wrong "not a number" "there are no numbers 'comm'" --column comm
echo '{"took":' >>"$T/in"
wrong "a line that is cut" "line 5 is no JSON" --column took
done_testing
