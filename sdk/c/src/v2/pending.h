#ifndef PENDING_H
#define PENDING_H
#include <wasm_bpf_v2.h>
WASM_BPF_V2_IMPORT(map_set_inner) int wasm_bpf_map_set_inner(int map, int inner);
struct wasm_bpf_map_definition { uint32_t type, key_size, value_size, max_entries, flags; int32_t inner; uint64_t extra; char name[16]; };
WASM_BPF_V2_IMPORT(map_create) int wasm_bpf_map_create(const struct wasm_bpf_map_definition *definition, uint32_t size);
WASM_BPF_V2_IMPORT(map_close) int wasm_bpf_map_close(int map);
WASM_BPF_V2_IMPORT(map_set_pin_path) int wasm_bpf_map_set_pin_path(int map, const char *path);
WASM_BPF_V2_IMPORT(map_pin) int wasm_bpf_map_pin(int map, const char *path);
WASM_BPF_V2_IMPORT(map_unpin) int wasm_bpf_map_unpin(int map, const char *path);
WASM_BPF_V2_IMPORT(map_open_pinned) int wasm_bpf_map_open_pinned(const char *path);
WASM_BPF_V2_IMPORT(link_pin) int wasm_bpf_link_pin(int link, const char *path);
#endif
