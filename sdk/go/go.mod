module wasm-bpf/bpf

go 1.24
