// SPDX-License-Identifier: MIT
/* Has a function to be probed. */
long add(long a, long b, long c);

__attribute__((noinline)) long add(long a, long b, long c)
{
	__asm__ volatile("" ::: "memory");
	return a + b + c;
}

int main(int argc, char **argv)
{
	(void)argv;
	return add(argc, 20, -3) != argc + 17;
}
