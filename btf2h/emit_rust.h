/* SPDX-License-Identifier: MIT */
/* Rust: what a row of languages needs, and what skeletons share with types. */
#ifndef BTF2H_EMIT_RUST_H
#define BTF2H_EMIT_RUST_H

#include "bindings/names.h"
#include "bindings/plan.h"

struct buf;
struct emit_names;
struct err;
struct skeleton;

/* What a bool of C is, which may hold any byte: a byte; or as in libbpf-rs, a bool in sections of
 * variables, and elsewhere a MaybeUninit<bool>. */
enum rust_bools { RUST_BYTES, RUST_LIBBPF };

/* What its row in language.c names. */
extern const struct naming naming_rust, naming_libbpf_rs;
int skeleton_emit_libbpf_rs(struct buf *out, const struct skeleton *skeleton,
			    const struct emit_names *names, struct err *err);
void emit_rust(struct buf *out, const struct plan *plan, const struct emit_names *names);
int skeleton_emit_rust(struct buf *out, const struct skeleton *skeleton,
		       const struct emit_names *names, struct err *err);

/* The head of a file. */
void emit_rust_head(struct buf *out, const struct emit_names *names);

/* All types of the plan, each with its proof. */
void emit_rust_types(struct buf *out, const struct plan *plan, enum rust_bools bools);

/* A literal of `string`. */
void emit_rust_quote(struct buf *out, const char *string);

/* The type of a member: "[[u32; 3]; 2]". */
void emit_rust_ref(struct buf *out, const struct plan *plan, const struct plan_ref *ref);

#endif
