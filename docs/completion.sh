#!/bin/sh
# SPDX-License-Identifier: MIT
#
#	completion.sh PROGRAM WORD... CURRENT
#
# What could stand in the place of the last word of a command line: a line each, with what it
# means after a tab; or one line that says what kind of files could:
#
#	:files PATTERN...	:folders
#
# Words and meanings come from --help of the program itself, so they cannot go stale. Completions
# of bash, zsh and fish ask this.
program=$1
name=${program##*/}
first='' previous='' has_file='' before=''
shift
while [ $# -gt 1 ]; do
	previous=$1
	[ -n "$first" ] || first=$1
	case $1 in *.wasm | *.cwasm) has_file=y ;; esac
	shift
done
current=${1-}
case $current in
--*=*)
	before=${current%%=*}=
	previous=${current%%=*}
	current=${current#*=} ;;
esac

ask() { "$program" "$@" 2>/dev/null </dev/null; }

# The commands of wasm-bpf.
commands() { ask --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  *\(.*\)/\1	\2/p'; }

# The options of a help: name, what the value is called, what it means, with tabs between.
options() {
	awk '
	function flush(i) {
		for (i = 1; i <= count; i++) printf "%s\t%s\t%s\n", names[i], value, meaning
		count = 0
	}
	/^ ? ? ? ? ? ? ?-/ {
		flush()
		rest = $0
		value = ""
		sub(/^ +/, "", rest)
		while (match(rest, /^--?[A-Za-z?][A-Za-z0-9_-]*(=[^ ]*)?,? */)) {
			option = substr(rest, 1, RLENGTH)
			rest = substr(rest, RLENGTH + 1)
			sub(/[, ]+$/, "", option)
			if (i = index(option, "=")) {
				value = substr(option, i + 1)
				option = substr(option, 1, i - 1)
			}
			names[++count] = option
		}
		sub(/^ +/, "", rest)
		meaning = rest
		next
	}
	/^            / { sub(/^ +/, ""); if (count) meaning = meaning " " $0; next }
	{ flush() }
	END { flush() }'
}

# Of lines those that begin with the current word.
matching() {
	while IFS= read -r line; do
		case $line in :* | "$current"*) printf '%s\n' "$line" ;; esac
	done
}

# The words of a list: "a (the default), b=X or c".
listed() { sed 's/([^)]*)//g; s/ or /,/g; s/=[A-Z][^,]*/=/g' | tr ' ,' '\n' | sed '/^$/d'; }

# What the value of an option can be: from its name in the help where that is "32|64", from its
# meaning where that lists words, else a kind of files.
values() { # OPTION VALUE MEANING
	case $1:$2 in
	*:*[0-9]\|[0-9]*) echo "$2" | tr '|' '\n' ;;
	--allow:* | --deny:*)
		ask run --help | options | sed -n 's/^--deny	.*names: //p' | listed ;;
	--limit:*) echo "${3#Limit }" | listed | sed 's/$/=/' ;;
	--pull:*) echo "${3##*: }" | listed ;;
	--artifact:*) printf 'wasm\ncontainer\n' ;;
	--lang:* | -l:*)
		if [ "$name" = wasm-bpf ]; then
			ask new --help | sed -n 's/^Languages: //p' | tr ' ' '\n'
		else
			echo "$3" | listed
		fi ;;
	--dir:*) echo :folders ;;
	*:*FILE*) echo ':files *' ;;
	*:PATH*) echo ':folders' ;;
	esac
}

# What a command's argument can be, options apart.
arguments() {
	case $name in
	btf2h | btf2wit) echo ':files *.o' ;;
	wasm-bpf) case $command in
		run)
			references
			[ -n "$has_file" ] || tools
			[ -z "$has_file" ] || { echo ':files *'; return; }
			echo ':files *.wasm *.cwasm' ;;
		inspect | check) references; tools; echo ':files *.wasm *.o' ;;
		compile | push) echo ':files *.wasm' ;;
		btf) echo ':files *.wasm *.o' ;;
		load) echo ':files *.tar' ;;
		help) commands ;;
		tools | new | vmlinux | search | login | logout | gc | list) ;;
		*) references ;;
		esac ;;
	*) echo ':files *' ;;
	esac
}

# The installed tools.
tools() { ask tools | sed 's/^\([^ ]*\)  *\(.*\)/\1	\2/'; }

# The artifacts on this machine, where a word of it has begun or nothing else could stand.
references() {
	[ -z "$has_file" ] || return
	case $command:$current in run: | inspect:) return ;; esac
	ask list --quiet
}

command=
if [ "$name" = wasm-bpf ]; then
	command=run
	for word in $(commands | cut -f 1) help; do
		[ "$first" != "$word" ] || command=$word
	done
fi
help=
[ "$command" = help ] || help=$(ask ${command:+"$command"} --help)
tab=$(printf '\t')

# What the option before, if there is one that takes a value, can have.
case $previous in
-*)
	row=$(printf '%s\n' "$help" | options | while IFS= read -r line; do
		case $line in "$previous$tab"*) printf '%s\n' "$line" ;; esac
	done)
	rest=${row#*"$tab"}
	value=${rest%%"$tab"*}
	if [ -n "$row" ] && [ -n "$value" ]; then
		values "$previous" "$value" "${rest#*"$tab"}" | matching | sed "s/^[^:]/$before&/"
		exit
	fi ;;
esac
case $current in
-*)
	printf '%s\n' "$help" | options | sed "s/${tab}[^${tab}]*${tab}/${tab}/" |
		grep -v '^-?' | matching
	# Where the help is no table.
	[ "$name" != wasm-bpf-cargo ] || printf '%s\n' "$help" | grep -oE -- '--[a-z][a-z-]+' |
		sort -u | matching ;;
*)
	if [ "$name" = wasm-bpf ] && [ -z "$first" ]; then
		commands | matching
	fi
	arguments | matching ;;
esac
