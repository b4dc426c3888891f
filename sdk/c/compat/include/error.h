/* SPDX-License-Identifier: MIT */
#ifndef WASM_BPF_ERROR_H
#define WASM_BPF_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

/* Prints the program's name, the message and, unless `number` is 0, the text of that errno.
 * Exits with `status`, unless that is 0. */
void error(int status, int number, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif

#endif
