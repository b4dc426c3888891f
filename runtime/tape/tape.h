/* SPDX-License-Identifier: MIT */
/*
 * What a recording holds, as bytes: a head, then events in the order in which they happened.
 * tape_file.h packs the bytes into a file. They may be anybody's, so the reader trusts none.
 *
 * An event is its kind in one byte and then what struct tape_event says of that kind. Numbers are
 * LEB128; texts and bytes follow their length.
 *
 *	IMPORT ...                             each function before its first call
 *	CALL  IN...  (CALLBACK ... CALLED)...  OUT...  MAPPED...  RETURN
 *	OUTPUT, MESSAGE                        anywhere
 *	END                                    the last one; absent if the process was killed
 */
#ifndef TAPE_TAPE_H
#define TAPE_TAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

enum { TAPE_VERSION = 1, TAPE_DIGEST = 32, TAPE_TEXT_MAX = 255, TAPE_IMPORTS_MAX = 1024 };
#define TAPE_PARAMS_MAX 9  /* of a function, as the engine has it */
enum { TAPE_STRINGS_MAX = 1 << 16, TAPE_DEPTH_MAX = 64 };
enum { TAPE_MESSAGE_MAX = 4 };          /* enum wasm_bpf_message_kind */
enum { TAPE_GIVEN_MAX = 16 << 20 };     /* arguments and variables together, as they are given */

enum tape_kind {
	TAPE_IMPORT = 1,
	TAPE_CALL,      /* the guest calls the host */
	TAPE_IN,        /* what the host read of the guest's memory */
	TAPE_OUT,       /* what the host wrote there */
	TAPE_CALLBACK,  /* within a call, the host calls the guest with a record */
	TAPE_CALLED,    /* and that returned */
	TAPE_MAPPED,    /* what changed in a map that the guest has mapped */
	TAPE_RETURN,    /* the call returned */
	TAPE_OUTPUT,    /* the guest wrote to stdout or stderr, with success */
	TAPE_MESSAGE,   /* the host told its user something */
	TAPE_END,
};

struct tape_bytes {
	const char *at;
	size_t len;
};

/* Where bytes of the guest's memory are. A guest that was built anew has them elsewhere, so this
 * says how the call leads to them. */
struct tape_place {
	enum { TAPE_BY_ARGUMENT, TAPE_BY_POINTER, TAPE_BY_ADDRESS } by;
	uint32_t argument;  /* which one is the address, or the address of what holds it */
	uint32_t offset; /* BY_POINTER: where the address stands there; BY_ADDRESS: it itself */
};

struct tape_event {
	enum tape_kind kind;
	size_t at; /* where it begins */
	struct tape_bytes module, name, type; /* IMPORT; type as struct engine_import has it */
	uint32_t import; /* CALL: the number of its IMPORT */
	uint64_t args[TAPE_PARAMS_MAX]; /* CALL */
	struct tape_place place; /* IN, OUT */
	bool is_hashed; /* IN: `hash` instead of `bytes` */
	uint64_t hash;
	uint64_t size; /* IN: how many bytes there were */
	struct tape_bytes bytes; /* IN, OUT, CALLBACK, MAPPED, OUTPUT; MESSAGE, END: a text */
	int64_t result; /* CALLED, RETURN; END: the exit status */
	bool stops; /* RETURN: the guest ended here, with `status` */
	uint32_t status;
	uint32_t which; /* MAPPED: the map's handle; OUTPUT: 1 or 2; MESSAGE, END: a kind */
	uint64_t offset; /* MAPPED */
};

/* How a run ended, in END. */
enum tape_end {
	TAPE_EXITED,
	TAPE_TRAPPED,
	TAPE_STOPPED,
	TAPE_OVERRULED,  /* the guest ended by itself, and the status is not its own */
};

/* The head. What a reader gives points into the recording. */
struct tape_variable {
	struct tape_bytes name, value;
	size_t len; /* of the value, which may not be known */
	bool has_value;
};

struct tape_head {
	uint8_t digest[TAPE_DIGEST]; /* SHA-256 of the guest's file; zeros: not known */
	struct tape_bytes maker; /* the version that recorded */
	struct tape_bytes guest; /* the name of the guest's file */
	struct tape_bytes kernel; /* release and machine */
	struct tape_bytes wrapper_module, callback_export;
	uint64_t memory, tables; /* limits; 0: none */
	struct tape_bytes *args;
	size_t arg_count;
	struct tape_variable *env;
	size_t env_count;
};

/* Adds a head or an event to `to`. */
void tape_add_head(struct buf *to, const struct tape_head *head);
void tape_add(struct buf *to, const struct tape_event *event, size_t arg_count);

/* A hash for bytes that are too many to be kept. */
uint64_t tape_hash(const void *data, size_t size);

/* How many parameters a type has, and whether parameter N is a pointer. */
size_t tape_params(struct tape_bytes type);

bool tape_is(struct tape_bytes bytes, const char *text);

/* A recording that is read. */
struct tape_import {
	struct tape_bytes module, name, type;
};

struct tape {
	const char *data;
	size_t size;
	size_t at; /* of the next event */
	size_t first; /* of the first one */
	struct tape_head head;
	struct tape_import *imports;
	size_t import_count;
};

/* Reads the head, and every event once, so that later reads of whole events succeed. `data` must
 * stay as long as the tape. -EINVAL, with the place, or -ENOMEM. A tape whose last call has not
 * returned is good. */
int tape_open(struct tape *tape, const void *data, size_t size, struct err *err);
void tape_release(struct tape *tape);

/* Reads the event at `tape->at` and moves on. 1; 0 at the end; -EINVAL. */
int tape_next(struct tape *tape, struct tape_event *ret_event);

#endif
