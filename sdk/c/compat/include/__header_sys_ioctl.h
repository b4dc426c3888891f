/* SPDX-License-Identifier: MIT */
/* Linux's numbers for <sys/ioctl.h> in place of WASI's. */
#ifndef __wasilibc___header_sys_ioctl_h
#define __wasilibc___header_sys_ioctl_h

#define FIONBIO 0x5421
#define FIONREAD 0x541B
#define TIOCGWINSZ 0x5413
#define TCGETS 0x5401

struct winsize {
	unsigned short ws_row;
	unsigned short ws_col;
	unsigned short ws_xpixel;
	unsigned short ws_ypixel;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Knows FIONREAD, FIONBIO, and what <linux/perf_event.h> says; fails with ENOTTY otherwise. */
#pragma redefine_extname ioctl wasm_bpf_linux_ioctl
int ioctl(int fd, unsigned long request, ...);

#ifdef __cplusplus
}
#endif

#endif
