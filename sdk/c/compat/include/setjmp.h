/* SPDX-License-Identifier: MIT */
/*
 * A guest cannot jump. setjmp() returns 0, as where nobody jumped yet; longjmp() prints that
 * it is not possible, and ends the guest with status 1.
 */
#ifndef WASM_BPF_SETJMP_H
#define WASM_BPF_SETJMP_H

#ifdef __cplusplus
extern "C" {
#endif

typedef int jmp_buf[1];
typedef int sigjmp_buf[1];

#define setjmp(env) ((env)[0] = 0)
#define sigsetjmp(env, save) ((void)(save), (env)[0] = 0)

__attribute__((noreturn)) void longjmp(jmp_buf env, int value);
__attribute__((noreturn)) void siglongjmp(sigjmp_buf env, int value);

#ifdef __cplusplus
}
#endif

#endif
