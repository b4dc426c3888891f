/* SPDX-License-Identifier: MIT */
/* Go: what a row of languages needs, and what skeletons share with types. */
#ifndef BTF2H_EMIT_GO_H
#define BTF2H_EMIT_GO_H

#include "bindings/names.h"
#include "btf2h/go.h"

struct emit_names;
struct err;
struct skeleton;

/* What its row in language.c names. */
extern const struct naming naming_go, naming_bpf2go;
void emit_go(struct buf *out, const struct plan *plan, const struct emit_names *names);
int skeleton_emit_go(struct buf *out, const struct skeleton *skeleton,
		     const struct emit_names *names, struct err *err);
int skeleton_emit_bpf2go(struct buf *out, const struct skeleton *skeleton,
			 const struct emit_names *names, struct err *err);

/* Writes the head of a file, and its imports. */
void go_start(struct go *go, const struct emit_names *names);

/* A type with its methods. */
void go_define(struct go *go, const struct plan_type *type);

#endif
