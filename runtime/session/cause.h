/* SPDX-License-Identifier: MIT */
/* Why an object could not be loaded, in one line, from what libbpf and the verifier said. */
#ifndef SESSION_CAUSE_H
#define SESSION_CAUSE_H

struct err;
struct object;

/* Adds it to the error as a hint where it can be told: the verifier's last words and the line
 * of the source that they are about; what a misspelt section or target may have been meant as. */
void cause_hint(const struct object *object, struct err *err);

#endif
