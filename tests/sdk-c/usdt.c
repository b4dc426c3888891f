// SPDX-License-Identifier: MIT
/*
 * Hits its static probe test:add with its two arguments and their sum. The note that
 * describes a probe is SystemTap's (stapsdt, version 3): owner and type, then the addresses
 * of the probe, of a base to see by how much the file was moved, and of a semaphore; then
 * provider, name, and where the arguments are.
 */
#include <stdlib.h>

#define PROBE(provider, name, a, b, c)                                                \
	__asm__ volatile("990: nop\n"                                                  \
			 ".pushsection .note.stapsdt, \"?\", \"note\"\n"               \
			 ".balign 4\n"                                                 \
			 ".4byte 992f-991f, 994f-993f, 3\n"                            \
			 "991: .asciz \"stapsdt\"\n"                                   \
			 "992: .balign 4\n"                                            \
			 "993: .8byte 990b, _.stapsdt.base, 0\n"                       \
			 ".asciz \"" provider "\"\n"                                   \
			 ".asciz \"" name "\"\n"                                       \
			 ".asciz \"-4@%0 -4@%1 -8@%2\"\n"                              \
			 "994: .balign 4\n"                                            \
			 ".popsection\n"                                               \
			 ".ifndef _.stapsdt.base\n"                                    \
			 ".pushsection .stapsdt.base, \"aG\", \"progbits\", "          \
			 ".stapsdt.base, comdat\n"                                     \
			 ".weak _.stapsdt.base\n"                                      \
			 ".hidden _.stapsdt.base\n"                                    \
			 "_.stapsdt.base: .space 1\n"                                  \
			 ".size _.stapsdt.base, 1\n"                                   \
			 ".popsection\n"                                               \
			 ".endif\n"                                                    \
			 : : "nor"(a), "nor"(b), "nor"(c))

int main(int argc, char **argv)
{
	int a = argc > 1 ? atoi(argv[1]) : 1, b = argc > 2 ? atoi(argv[2]) : 2;

	PROBE("test", "add", a, b, (long)a + b);
	return 0;
}
