/* SPDX-License-Identifier: MIT */
/*
 * Functions of libbpf that cannot work in a guest, by absent.def: they exist, so that a source
 * which calls one of them when something is missing compiles, print why, and fail with
 * EOPNOTSUPP. Include <bpf/libbpf.h>, <bpf/bpf.h> or <bpf/btf.h> instead.
 */
#ifndef WASM_BPF_LIBBPF_ABSENT_H
#define WASM_BPF_LIBBPF_ABSENT_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/bpf.h>
#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bpf_btf_info;
struct bpf_btf_load_opts;
struct bpf_func_info;
struct bpf_get_fd_by_id_opts;
struct bpf_insn;
struct bpf_line_info;
struct bpf_link;
struct bpf_link_create_opts;
struct bpf_linker;
struct bpf_linker_file_opts;
struct bpf_linker_opts;
struct bpf_map;
struct bpf_object;
struct bpf_prog_assoc_struct_ops_opts;
struct bpf_prog_bind_opts;
struct bpf_prog_info;
struct bpf_prog_linfo;
struct bpf_prog_load_opts;
struct bpf_prog_query_opts;
struct bpf_prog_stream_read_opts;
struct bpf_program;
struct bpf_raw_tp_opts;
struct bpf_token_create_opts;
struct bpf_xdp_query_opts;
struct btf;
struct btf_dedup_opts;
struct btf_dump;
struct btf_dump_emit_type_decl_opts;
struct btf_ext;
struct btf_permute_opts;
struct btf_type;
struct gen_loader_opts;
struct libbpf_prog_handler_opts;
struct perf_buffer;

#define ABSENT(group, type, name, parameters, result) type name parameters;
#include "absent.def"

#ifdef __cplusplus
}
#endif

#endif
