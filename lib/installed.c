// SPDX-License-Identifier: MIT
#include "lib/installed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"

int installed_find(const char *name, const char *const *places, char ret_path[static PATH_MAX],
		   struct err *err)
{
	char self[PATH_MAX], path[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[len < 0 ? 0 : len] = '\0';
	*(strrchr(self, '/') ? strrchr(self, '/') + 1 : self) = '\0';
	for (size_t i = 0; places[i]; i++) {
		if (snprintf(path, sizeof(path), "%s%s", self, places[i]) >= (int)sizeof(path) ||
		    access(path, X_OK) < 0)
			continue;
		strcpy(ret_path, path);
		return 0;
	}
	err_set(err, ENOENT, "%s is not installed", name);
	return err_hint(err, "it should be in '%s%s'", self, places[0]);
}
