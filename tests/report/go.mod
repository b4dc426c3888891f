module report

go 1.24

require wasm-bpf/bpf v0.0.0

replace wasm-bpf/bpf => ../../sdk/go
