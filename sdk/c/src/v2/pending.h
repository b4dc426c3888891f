#ifndef PENDING_H
#define PENDING_H
#include <wasm_bpf_v2.h>
WASM_BPF_V2_IMPORT(object_open) int wasm_bpf_object_open(const void *data, uint32_t size, const char *name);
WASM_BPF_V2_IMPORT(object_load) int wasm_bpf_object_load(int object);
WASM_BPF_V2_IMPORT(object_log) int wasm_bpf_object_log(int object, char *text, uint32_t size);
WASM_BPF_V2_IMPORT(object_close) int wasm_bpf_object_close(int object);
WASM_BPF_V2_IMPORT(program_find) int wasm_bpf_program_find(int object, const char *name);
WASM_BPF_V2_IMPORT(program_next) int wasm_bpf_program_next(int object, int program);
struct wasm_bpf_program_info {
	uint32_t type, expected_attach_type;
	uint32_t state;
	uint32_t id;
	uint32_t instructions;
	uint32_t verified_instructions, xlated_size, jited_size;
	uint64_t loaded_at;
	uint64_t run_time_ns, runs, recursion_misses;
	uint8_t tag[8];
	char name[128];
};
WASM_BPF_V2_IMPORT(program_info) int wasm_bpf_program_info(int program, struct wasm_bpf_program_info *info, uint32_t size);
WASM_BPF_V2_IMPORT(program_text) int wasm_bpf_program_text(int program, int which, char *text, uint32_t size);
WASM_BPF_V2_IMPORT(program_set) int wasm_bpf_program_set(int program, int what, int64_t value);
WASM_BPF_V2_IMPORT(program_set_target) int wasm_bpf_program_set_target(int program, const char *target);
WASM_BPF_V2_IMPORT(program_attach) int wasm_bpf_program_attach(int program, const char *target, uint64_t cookie);
struct wasm_bpf_test_run {
	uint32_t data_in, data_in_size;
	uint32_t data_out, data_out_size;
	uint32_t context_in, context_in_size;
	uint32_t context_out, context_out_size;
	uint32_t repeat, flags, cpu, batch_size;
	uint32_t retval, duration_ns;
};
WASM_BPF_V2_IMPORT(program_test_run) int wasm_bpf_program_test_run(int program, struct wasm_bpf_test_run *run, uint32_t size);
WASM_BPF_V2_IMPORT(stats_enable) int wasm_bpf_stats_enable(int on);
WASM_BPF_V2_IMPORT(map_next) int wasm_bpf_map_next(int object, int map);
WASM_BPF_V2_IMPORT(map_set) int wasm_bpf_map_set(int map, int what, int64_t value);
WASM_BPF_V2_IMPORT(map_initial) int wasm_bpf_map_initial(int map, void *data, uint32_t size);
WASM_BPF_V2_IMPORT(map_set_initial) int wasm_bpf_map_set_initial(int map, const void *data, uint32_t size);
WASM_BPF_V2_IMPORT(map_set_inner) int wasm_bpf_map_set_inner(int map, int inner);
struct wasm_bpf_map_definition { uint32_t type, key_size, value_size, max_entries, flags; int32_t inner; uint64_t extra; char name[16]; };
WASM_BPF_V2_IMPORT(map_create) int wasm_bpf_map_create(const struct wasm_bpf_map_definition *definition, uint32_t size);
WASM_BPF_V2_IMPORT(map_close) int wasm_bpf_map_close(int map);
WASM_BPF_V2_IMPORT(map_attach) int wasm_bpf_map_attach(int map);
WASM_BPF_V2_IMPORT(map_set_pin_path) int wasm_bpf_map_set_pin_path(int map, const char *path);
WASM_BPF_V2_IMPORT(map_pin) int wasm_bpf_map_pin(int map, const char *path);
WASM_BPF_V2_IMPORT(map_unpin) int wasm_bpf_map_unpin(int map, const char *path);
WASM_BPF_V2_IMPORT(map_open_pinned) int wasm_bpf_map_open_pinned(const char *path);
struct wasm_bpf_link_info { uint32_t type, id, program_id; uint32_t state; int32_t program; uint32_t reserved; };
WASM_BPF_V2_IMPORT(link_info) int wasm_bpf_link_info(int link, struct wasm_bpf_link_info *info, uint32_t size);
WASM_BPF_V2_IMPORT(link_detach) int wasm_bpf_link_detach(int link);
WASM_BPF_V2_IMPORT(link_update) int wasm_bpf_link_update(int link, int program);
WASM_BPF_V2_IMPORT(link_pin) int wasm_bpf_link_pin(int link, const char *path);
WASM_BPF_V2_IMPORT(link_close) int wasm_bpf_link_close(int link);
WASM_BPF_V2_IMPORT(iter_open) int wasm_bpf_iter_open(int link);
WASM_BPF_V2_IMPORT(iter_read) int wasm_bpf_iter_read(int iterator, void *data, uint32_t size);
WASM_BPF_V2_IMPORT(iter_close) int wasm_bpf_iter_close(int iterator);
WASM_BPF_V2_IMPORT(buffer_set) int wasm_bpf_buffer_set(int map, int what, int64_t value);
WASM_BPF_V2_IMPORT(usym) int wasm_bpf_usym(int process, uint64_t address, uint64_t *offset, char *text, uint32_t size);
WASM_BPF_V2_IMPORT(usym_module) int wasm_bpf_usym_module(int process, uint64_t address, uint64_t *offset, char *text, uint32_t size);
#endif
