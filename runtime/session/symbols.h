/* SPDX-License-Identifier: MIT */
/* What names addresses for a session: read when it is first asked for, as far as the policy
 * lets it. */
#ifndef SESSION_SYMBOLS_H
#define SESSION_SYMBOLS_H

struct err;
struct ksyms;
struct session;
struct usyms;

/* The kernel's symbols. Null if they cannot be read, or the policy forbids it. */
const struct ksyms *session_ksyms(struct session *session, struct err *err);

/* What is kept of processes. Null if there is no memory, or the policy forbids it. */
struct usyms *session_usyms(struct session *session, struct err *err);

#endif
