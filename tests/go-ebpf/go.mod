module tools

go 1.24

tool github.com/cilium/ebpf/cmd/bpf2go

require (
	github.com/cilium/ebpf v0.17.0
	wasm-bpf/bpf v0.0.0
)

replace (
	github.com/cilium/ebpf => ../../sdk/go/ebpf
	wasm-bpf/bpf => ../../sdk/go
)
