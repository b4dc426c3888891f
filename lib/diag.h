/* SPDX-License-Identifier: MIT */
/*
 * How the messages of a program go to stderr: as text; as text for systemd's journal, each line
 * with its level (sd-daemon(3)); or as JSON, one object a line.
 */
#ifndef LIB_DIAG_H
#define LIB_DIAG_H

#include <stdbool.h>

/* The numbers are those of syslog(3). */
enum diag_level { DIAG_ERROR = 3, DIAG_WARNING = 4, DIAG_INFO = 6, DIAG_DEBUG = 7 };

/* Takes the form of $WASM_BPF_LOG_FORMAT; or that for the journal, if stderr is it, by
 * $JOURNAL_STREAM; or text. A program that never calls this reports text. */
void diag_init(void);

/* Takes the form "text", "journal" or "json", for processes that are started later, too. False
 * if there is none of that name. */
bool diag_form(const char *name);
bool diag_is_json(void);

/* Names the guest that all later messages are about, here and in processes started later. */
void diag_guest(const char *name);

/* A message of one line: as text "program: message", and "hint: ..." if `hint` is neither null nor
 * empty. `code` is a positive errno, or 0. Bytes of strangers may be in both. */
void diag(enum diag_level level, const char *program, int code, const char *message,
	  const char *hint);
void diag_printf(enum diag_level level, const char *program, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Lines that come as they are, after "program: " if that is not null. In JSON all of them are one
 * message. */
void diag_lines(enum diag_level level, const char *program, const char *lines);

/* The end of a run, which only JSON tells. */
void diag_exit(const char *program, int status);

/* While it is on, what the C library itself prints to stderr is reported as an error: wrong usage,
 * which getopt and argp tell. It comes at the end of the process, or when it is off. */
void diag_capture(bool on);

#endif
