// SPDX-License-Identifier: MIT
/*
 * A process to be asked for symbols. It prints names and addresses of its own, then does what
 * lines on stdin say, and ends with them:
 *
 *	load PATH	loads a library, and prints the address of its function `loaded`
 *	exec PATH	becomes another program
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

int visible(int a);

__attribute__((noinline)) int visible(int a)
{
	return a * 3 + rand();
}

static __attribute__((noinline)) int hidden(int a)
{
	return a * 5 + rand();
}

static void print(const char *name, const void *address)
{
	printf("%s %lx\n", name, (unsigned long)address);
	fflush(stdout);
}

int main(void)
{
	char line[4096], path[4096];

	print("visible", (const void *)visible);
	print("hidden", (const void *)hidden);
	print("qsort", dlsym(RTLD_DEFAULT, "qsort"));
	print("vdso", (const void *)getauxval(AT_SYSINFO_EHDR));
	print("heap", malloc(16));
	print("data", stdout);
	print("end", NULL);
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "load %4095s", path) == 1)
			print("loaded", dlsym(dlopen(path, RTLD_NOW), "loaded"));
		if (sscanf(line, "exec %4095s", path) == 1)
			execl(path, path, NULL);
	}
	return visible(hidden(1)) == 0;
}
