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

/* What its row in language.c names. */
extern const struct naming naming_rust;
void emit_rust(struct buf *out, const struct plan *plan, const struct emit_names *names);
int skeleton_emit_rust(struct buf *out, const struct skeleton *skeleton,
		       const struct emit_names *names, struct err *err);

/* The head of a file. */
void emit_rust_head(struct buf *out, const struct emit_names *names);

/* All types of the plan, each with its proof. */
void emit_rust_types(struct buf *out, const struct plan *plan);

/* The type of a member: "[[u32; 3]; 2]". */
void emit_rust_ref(struct buf *out, const struct plan *plan, const struct plan_ref *ref);

#endif
