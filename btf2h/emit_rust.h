/* SPDX-License-Identifier: MIT */
/* Parts of the Rust emitter that the skeleton is made of, too. */
#ifndef BTF2H_EMIT_RUST_H
#define BTF2H_EMIT_RUST_H

#include "bindings/plan.h"

struct buf;
struct emit_names;

/* The head of a file. */
void emit_rust_head(struct buf *out, const struct emit_names *names);

/* All types of the plan, each with its proof. */
void emit_rust_types(struct buf *out, const struct plan *plan);

/* The type of a member: "[[u32; 3]; 2]". */
void emit_rust_ref(struct buf *out, const struct plan *plan, const struct plan_ref *ref);

#endif
