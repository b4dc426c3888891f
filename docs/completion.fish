# SPDX-License-Identifier: MIT
# fish completion: what is possible completion.sh says.

function __wasm_bpf_tools
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	set -l program (command -s $words[1])
	for line in (sh (dirname $program)/../share/wasm-bpf/completion.sh $program $words[2..-1] "$current")
		switch $line
			case ':folders'
				__fish_complete_directories "$current"
			case ':files *'
				for pattern in (string split -n ' ' -- (string replace ':files' '' -- $line))
					set -l suffix (string replace '*' '' -- $pattern | string escape --style=regex)
					__fish_complete_path "$current" |
						string match -r -- "^[^\t]*(?:/|$suffix)(?:\t.*)?\$"
				end
			case '*'
				echo $line
		end
	end
end
for program in btf2wit btf2h wasm-bpf wasm-bpf-cc wasm-bpf-cargo
	complete -c $program -f -a '(__wasm_bpf_tools)'
end
