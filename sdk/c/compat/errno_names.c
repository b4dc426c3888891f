// SPDX-License-Identifier: MIT
/* <errno_helpers.h> and glibc's names in <string.h>, in the order of Linux's numbers: "-"
 * where there is none. */
#include <stdio.h>
#include <string.h>
#include <errno_helpers.h>

static const char error_names[] =
	"EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES "
	"EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY "
	"ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK "
	"ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH "
	"ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME "
	"ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG "
	"EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ "
	"ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT "
	"EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE "
	"EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN "
	"ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY "
	"EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM "
	"EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD "
	"ENOTRECOVERABLE ERFKILL EHWPOISON ";

__attribute__((weak)) int errno_by_name(const char *name)
{
	size_t len = strlen(name);
	int number = 1;

	for (const char *at = error_names; *at; at = strchr(at, ' ') + 1, number++)
		if (len > 1 && !strncmp(at, name, len) && at[len] == ' ')
			return number;
	if (!strcmp(name, "EWOULDBLOCK"))
		return errno_by_name("EAGAIN");
	return -1;
}

static const char signal_names[] =
	"HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT "
	"STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS ";

/* The name of a number from 1, in `room`; or null. */
static const char *number_name(const char *names, int number, char *room, size_t size)
{
	const char *at = names;

	while (*at && --number > 0)
		at = strchr(at, ' ') + 1;
	if (number || !*at || *at == '-')
		return NULL;
	snprintf(room, size, "%.*s", (int)strcspn(at, " "), at);
	return room;
}

__attribute__((weak)) const char *strerrorname_np(int number)
{
	static char name[20];

	return number ? number_name(error_names, number, name, sizeof(name)) : "0";
}

__attribute__((weak)) const char *sigabbrev_np(int number)
{
	static char name[8];

	return number_name(signal_names, number, name, sizeof(name));
}
