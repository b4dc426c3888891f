// SPDX-License-Identifier: MIT
/* Linux's numbers of errors, which the host speaks, in WASI's, which this libc speaks. */
#include <errno.h>
#include <wasm_bpf.h>
#include "internal.h"

/* By Linux's number (its asm-generic/errno-base.h and errno.h); 0: WASI has none. */
static const unsigned char from_linux[] = {
	[1] = EPERM, [2] = ENOENT, [3] = ESRCH, [4] = EINTR, [5] = EIO, [6] = ENXIO,
	[7] = E2BIG, [8] = ENOEXEC, [9] = EBADF, [10] = ECHILD, [11] = EAGAIN, [12] = ENOMEM,
	[13] = EACCES, [14] = EFAULT, [16] = EBUSY, [17] = EEXIST, [18] = EXDEV,
	[19] = ENODEV, [20] = ENOTDIR, [21] = EISDIR, [22] = EINVAL, [23] = ENFILE,
	[24] = EMFILE, [25] = ENOTTY, [26] = ETXTBSY, [27] = EFBIG, [28] = ENOSPC,
	[29] = ESPIPE, [30] = EROFS, [31] = EMLINK, [32] = EPIPE, [33] = EDOM,
	[34] = ERANGE, [35] = EDEADLK, [36] = ENAMETOOLONG, [37] = ENOLCK, [38] = ENOSYS,
	[39] = ENOTEMPTY, [40] = ELOOP, [42] = ENOMSG, [43] = EIDRM, [67] = ENOLINK,
	[71] = EPROTO, [72] = EMULTIHOP, [74] = EBADMSG, [75] = EOVERFLOW, [84] = EILSEQ,
	[88] = ENOTSOCK, [89] = EDESTADDRREQ, [90] = EMSGSIZE, [91] = EPROTOTYPE,
	[92] = ENOPROTOOPT, [93] = EPROTONOSUPPORT, [95] = EOPNOTSUPP, [97] = EAFNOSUPPORT,
	[98] = EADDRINUSE, [99] = EADDRNOTAVAIL, [100] = ENETDOWN, [101] = ENETUNREACH,
	[102] = ENETRESET, [103] = ECONNABORTED, [104] = ECONNRESET, [105] = ENOBUFS,
	[106] = EISCONN, [107] = ENOTCONN, [110] = ETIMEDOUT, [111] = ECONNREFUSED,
	[113] = EHOSTUNREACH, [114] = EALREADY, [115] = EINPROGRESS, [116] = ESTALE,
	[122] = EDQUOT, [125] = ECANCELED, [130] = EOWNERDEAD, [131] = ENOTRECOVERABLE,
};

#define LINUX_ENOTSUPP 524  /* the kernel's own, which BPF returns to user space */
#define WASI_LAST ENOTCAPABLE
#define RENUMBERED 1000  /* see <errno.h> here */

int wasm_bpf_errno(int host)
{
	if (host == LINUX_ENOTSUPP)
		return EOPNOTSUPP;
	if (host > 0 && host < (int)sizeof(from_linux) && from_linux[host])
		return from_linux[host];
	if (host >= ENOSTR - RENUMBERED && host <= ENOSR - RENUMBERED)
		return RENUMBERED + host;
	return host > WASI_LAST ? host : EIO;
}

int sdk_error(int code)
{
	errno = code;
	return -code;
}

void *sdk_error_ptr(int code)
{
	errno = code;
	return NULL;
}

int sdk_result(int host)
{
	return host < 0 ? sdk_error(wasm_bpf_errno(-host)) : host;
}

long libbpf_get_error(const void *ptr)
{
	return ptr ? 0 : -errno;
}
