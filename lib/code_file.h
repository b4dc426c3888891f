/* SPDX-License-Identifier: MIT */
/* How a file of compiled code ends: engine/code.h says what such a file is. */
#ifndef LIB_CODE_FILE_H
#define LIB_CODE_FILE_H

#include <stdint.h>

enum { CODE_SEAL_SIZE = 32, CODE_MAKER_SIZE = 88 };

struct code_footer {
	uint64_t size;  /* of all before */
	uint64_t kept;  /* of these, the last bytes, which are no code */
	uint64_t sum;
	unsigned char seal[CODE_SEAL_SIZE]; /* of the code; zeros: none */
	char maker[CODE_MAKER_SIZE]; /* who can load it: version, engine, its build, machine */
	char magic[8];
};

static const char code_file_magic[8] = "wbpfcod3";

#endif
