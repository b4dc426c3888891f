// SPDX-License-Identifier: MIT
/*
 * The main of the release's one file: wasm-bpf, and wasm-bpf-oci and wasm-bpf-export in
 * processes of their own, for which the first starts the file again (wasm-bpf/oci.h).
 *
 * A static glibc would load the libraries that /etc/nsswitch.conf names, which are made for
 * another glibc. It has these services in itself.
 */
#include <nss.h>
#include <string.h>
#include <sys/prctl.h>

#include "observe/export_process.h"
#include "naming/oci.h"

int wasm_bpf_main(int argc, char **argv); /* the main of wasm-bpf/, renamed */

int main(int argc, char **argv)
{
	static const struct {
		const char *mark, *name;
		int (*main)(int argc, char **argv);
	} others[] = {
		{ OCI_MARK, "wasm-bpf-oci", oci_main },
		{ EXPORT_MARK, "wasm-bpf-export", export_main },
	};

	__nss_configure_lookup("hosts", "files dns");
	__nss_configure_lookup("passwd", "files");
	__nss_configure_lookup("group", "files");
	for (size_t i = 0; argc > 0 && i < sizeof(others) / sizeof(*others); i++) {
		const size_t len = strlen(others[i].mark);

		if (strncmp(argv[0], others[i].mark, len) != 0)
			continue;
		prctl(PR_SET_NAME, others[i].name);
		argv[0] += len;
		return others[i].main(argc, argv);
	}
	return wasm_bpf_main(argc, argv);
}
