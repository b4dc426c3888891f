/* SPDX-License-Identifier: MIT */
/* What programs print by bpf_printk(), as a stream: columns pid, comm and text. The kernel has
 * one such stream for all programs, so what others print is in it, too. */
#ifndef OBSERVE_PRINTK_H
#define OBSERVE_PRINTK_H

#include <stdbool.h>

struct bpf_object;
struct columns;
struct err;
struct printk;

/* Whether a program of the object prints. */
bool printk_is_used(const struct bpf_object *bpf);

/* Takes a record; its size is that of the columns. */
typedef void printk_fn(void *context, const void *record);

/* Makes the columns of records. Other errors are those of making BTF. */
int printk_columns(struct printk **ret_printk, struct columns *ret_columns, struct err *err);

/* Lets the kernel collect what is printed from now on. */
int printk_open(struct printk *printk, printk_fn *take, void *context, struct err *err);

/* Gives all that was printed since the last call. */
int printk_read(struct printk *printk, struct err *err);

void printk_free(struct printk *printk);

#endif
