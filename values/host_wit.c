// SPDX-License-Identifier: MIT
#include "values/host_wit.h"

__asm__(".pushsection .rodata\n"
	".globl host_wit, host_wit_binary\n"
	".hidden host_wit, host_wit_binary\n"
	"host_wit: .incbin \"values/host.wit\"\n.byte 0\n"
	"host_wit_binary: .incbin \"values/host.wit.wasm\"\n"
	"host_wit_binary_end: .byte 0\n"
	".balign 8\n"
	".globl host_wit_binary_size\n"
	".hidden host_wit_binary_size\n"
	"host_wit_binary_size: .quad host_wit_binary_end - host_wit_binary\n"
	".popsection");
