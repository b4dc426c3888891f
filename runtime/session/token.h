/* SPDX-License-Identifier: MIT */
/* The BPF token of a session, by which it needs no capability outside of its user namespace. */
#ifndef SESSION_TOKEN_H
#define SESSION_TOKEN_H

struct bpf_object;
struct err;

/* Makes a token from the BPF file system that is mounted at `path`. 0, or -errno with the reason
 * and what can be done. */
int token_make(const char *path, int *ret_fd, struct err *err);

/* Adds to a load that was refused what the token does not stand for, or that one is needed. Gives
 * -err->code, or 0 if neither is the reason. `token_fd` is -1 if there is none. */
int token_explain(int token_fd, const struct bpf_object *object, struct err *err);

#endif
