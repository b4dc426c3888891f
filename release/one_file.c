// SPDX-License-Identifier: MIT
/*
 * The main of the release's one file: wasm-bpf, and wasm-bpf-oci in a process of its own, for
 * which the first starts the file again (wasm-bpf/oci.h).
 *
 * A static glibc would load the libraries that /etc/nsswitch.conf names, which are made for
 * another glibc. It has these services in itself.
 */
#include <nss.h>
#include <string.h>
#include <sys/prctl.h>

#include "wasm-bpf/oci.h"

int wasm_bpf_main(int argc, char **argv); /* the main of wasm-bpf/, renamed */

int main(int argc, char **argv)
{
	const size_t mark = strlen(OCI_MARK);

	__nss_configure_lookup("hosts", "files dns");
	__nss_configure_lookup("passwd", "files");
	__nss_configure_lookup("group", "files");
	if (argc < 1 || strncmp(argv[0], OCI_MARK, mark) != 0)
		return wasm_bpf_main(argc, argv);
	prctl(PR_SET_NAME, "wasm-bpf-oci");
	argv[0] += mark;
	return oci_main(argc, argv);
}
