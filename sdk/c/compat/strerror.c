// SPDX-License-Identifier: MIT
/* The texts of errors and signals by Linux's numbers, as glibc prints them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "linux.h"

/* In the order of the numbers from 0 on; empty: there is no such error. */
static const char messages[] = "Success\0"
			       "Operation not permitted\0"
			       "No such file or directory\0"
			       "No such process\0"
			       "Interrupted system call\0"
			       "Input/output error\0"
			       "No such device or address\0"
			       "Argument list too long\0"
			       "Exec format error\0"
			       "Bad file descriptor\0"
			       "No child processes\0"
			       "Resource temporarily unavailable\0"
			       "Cannot allocate memory\0"
			       "Permission denied\0"
			       "Bad address\0"
			       "Block device required\0"
			       "Device or resource busy\0"
			       "File exists\0"
			       "Invalid cross-device link\0"
			       "No such device\0"
			       "Not a directory\0"
			       "Is a directory\0"
			       "Invalid argument\0"
			       "Too many open files in system\0"
			       "Too many open files\0"
			       "Inappropriate ioctl for device\0"
			       "Text file busy\0"
			       "File too large\0"
			       "No space left on device\0"
			       "Illegal seek\0"
			       "Read-only file system\0"
			       "Too many links\0"
			       "Broken pipe\0"
			       "Numerical argument out of domain\0"
			       "Numerical result out of range\0"
			       "Resource deadlock avoided\0"
			       "File name too long\0"
			       "No locks available\0"
			       "Function not implemented\0"
			       "Directory not empty\0"
			       "Too many levels of symbolic links\0"
			       "\0"
			       "No message of desired type\0"
			       "Identifier removed\0"
			       "Channel number out of range\0"
			       "Level 2 not synchronized\0"
			       "Level 3 halted\0"
			       "Level 3 reset\0"
			       "Link number out of range\0"
			       "Protocol driver not attached\0"
			       "No CSI structure available\0"
			       "Level 2 halted\0"
			       "Invalid exchange\0"
			       "Invalid request descriptor\0"
			       "Exchange full\0"
			       "No anode\0"
			       "Invalid request code\0"
			       "Invalid slot\0"
			       "\0"
			       "Bad font file format\0"
			       "Device not a stream\0"
			       "No data available\0"
			       "Timer expired\0"
			       "Out of streams resources\0"
			       "Machine is not on the network\0"
			       "Package not installed\0"
			       "Object is remote\0"
			       "Link has been severed\0"
			       "Advertise error\0"
			       "Srmount error\0"
			       "Communication error on send\0"
			       "Protocol error\0"
			       "Multihop attempted\0"
			       "RFS specific error\0"
			       "Bad message\0"
			       "Value too large for defined data type\0"
			       "Name not unique on network\0"
			       "File descriptor in bad state\0"
			       "Remote address changed\0"
			       "Can not access a needed shared library\0"
			       "Accessing a corrupted shared library\0"
			       ".lib section in a.out corrupted\0"
			       "Attempting to link in too many shared libraries\0"
			       "Cannot exec a shared library directly\0"
			       "Invalid or incomplete multibyte or wide character\0"
			       "Interrupted system call should be restarted\0"
			       "Streams pipe error\0"
			       "Too many users\0"
			       "Socket operation on non-socket\0"
			       "Destination address required\0"
			       "Message too long\0"
			       "Protocol wrong type for socket\0"
			       "Protocol not available\0"
			       "Protocol not supported\0"
			       "Socket type not supported\0"
			       "Operation not supported\0"
			       "Protocol family not supported\0"
			       "Address family not supported by protocol\0"
			       "Address already in use\0"
			       "Cannot assign requested address\0"
			       "Network is down\0"
			       "Network is unreachable\0"
			       "Network dropped connection on reset\0"
			       "Software caused connection abort\0"
			       "Connection reset by peer\0"
			       "No buffer space available\0"
			       "Transport endpoint is already connected\0"
			       "Transport endpoint is not connected\0"
			       "Cannot send after transport endpoint shutdown\0"
			       "Too many references: cannot splice\0"
			       "Connection timed out\0"
			       "Connection refused\0"
			       "Host is down\0"
			       "No route to host\0"
			       "Operation already in progress\0"
			       "Operation now in progress\0"
			       "Stale file handle\0"
			       "Structure needs cleaning\0"
			       "Not a XENIX named type file\0"
			       "No XENIX semaphores available\0"
			       "Is a named type file\0"
			       "Remote I/O error\0"
			       "Disk quota exceeded\0"
			       "No medium found\0"
			       "Wrong medium type\0"
			       "Operation canceled\0"
			       "Required key not available\0"
			       "Key has expired\0"
			       "Key has been revoked\0"
			       "Key was rejected by service\0"
			       "Owner died\0"
			       "State not recoverable\0"
			       "Operation not possible due to RF-kill\0"
			       "Memory page has hardware error\0";

static const char signals[] =
	"\0Hangup\0Interrupt\0Quit\0Illegal instruction\0Trace/breakpoint trap\0Aborted\0"
	"Bus error\0Floating point exception\0Killed\0User defined signal 1\0"
	"Segmentation fault\0User defined signal 2\0Broken pipe\0Alarm clock\0Terminated\0"
	"Stack fault\0Child exited\0Continued\0Stopped (signal)\0Stopped\0"
	"Stopped (tty input)\0Stopped (tty output)\0Urgent I/O condition\0"
	"CPU time limit exceeded\0File size limit exceeded\0Virtual timer expired\0"
	"Profiling timer expired\0Window changed\0I/O possible\0Power failure\0"
	"Bad system call\0";

/* The text of that number among `size` bytes of texts, or one made of `unknown`. */
static char *text_of(const char *texts, size_t size, int number, const char *unknown)
{
	static char other[40];
	const char *at = texts;

	for (int i = 0; i < number && at < texts + size; i++)
		at += strlen(at) + 1;
	if (number >= 0 && at < texts + size && *at)
		return (char *)at;
	snprintf(other, sizeof(other), "%s %d", unknown, number);
	return other;
}

__attribute__((weak)) char *strerror(int number)
{
	return text_of(messages, sizeof(messages) - 1, number, "Unknown error");
}

/* POSIX's; for glibc's see <string.h> here. */
#undef strerror_r
__attribute__((weak)) int strerror_r(int number, char *room, size_t size)
{
	size_t len = snprintf(room, size, "%s", strerror(number));

	return len < size ? 0 : ERANGE;
}

char *wasm_bpf_gnu_strerror_r(int number, char *room, size_t size)
{
	(void)room, (void)size;
	return strerror(number);
}

/*
 * For the libc itself, whose printf() has %m: see errno.c. The texts have 3 KB, and most
 * guests print, but few by %m. So long64.awk sets this where a source has %m; sources that
 * it does not read have it by COMPAT_ALL_TEXTS.
 */
extern char *(*wasm_bpf_error_text)(int);
#ifdef COMPAT_ALL_TEXTS
__attribute__((weak)) char *(*wasm_bpf_error_text)(int) = strerror;
#else
__attribute__((weak)) char *(*wasm_bpf_error_text)(int);
#endif

char *__wrap_strerror(int number);

/* The libc passes on its own number. libc++'s error codes pass on what sources set: Linux's. */
char *__wrap_strerror(int number)
{
	static char text[16];

	if (!number)
		number = linux_errno;
	else if (number == wasi_errno)
		number = linux_error_of(number);
	if (wasm_bpf_error_text)
		return wasm_bpf_error_text(number);
	snprintf(text, sizeof(text), "errno %d", number);
	return text;
}

__attribute__((weak)) void perror(const char *text)
{
	int number = errno;

	if (text && *text)
		fprintf(stderr, "%s: ", text);
	fprintf(stderr, "%s\n", strerror(number));
}

__attribute__((weak)) char *strsignal(int number)
{
	return text_of(signals, sizeof(signals) - 1, number, "Unknown signal");
}

__attribute__((weak)) void psignal(int number, const char *text)
{
	if (text && *text)
		fprintf(stderr, "%s: ", text);
	fprintf(stderr, "%s\n", strsignal(number));
}
