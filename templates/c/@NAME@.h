/* What the kernel side sends. The guest gets it from @NAME@.types.h, which btf2h
 * generates from the compiled object. */
#ifndef @IDENT@_H
#define @IDENT@_H

#ifndef __bpf__
#error "pointers, long and padding differ in a guest: include @NAME@.types.h there"
#endif

#include <wasm_bpf/stream.h>

struct event {
	int pid WB_LEFT WB_WIDTH(7);  /* how tables show it */
	int ppid WB_LEFT WB_WIDTH(7);
	char comm[16];
	char filename[128];
};

#endif
