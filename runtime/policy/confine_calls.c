// SPDX-License-Identifier: MIT
#include "policy/confine_calls.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

/* The search for leaks, at the end of a sanitized process, traces its threads. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

/* Other programs, other processes, other views of the file system, the kernel's code, the
 * machine's state, and ways around checks. */
static const uint16_t refused[] = {
	SYS_execve, SYS_execveat,
#ifndef SANITIZED
	SYS_ptrace,
#endif
	SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp,
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
	SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
#ifdef SYS_mount_setattr
	SYS_mount_setattr,
#endif
	SYS_init_module, SYS_finit_module, SYS_delete_module,
#ifdef SYS_kexec_load
	SYS_kexec_load,
#endif
#ifdef SYS_kexec_file_load
	SYS_kexec_file_load,
#endif
	SYS_reboot, SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl,
	SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime,
	SYS_sethostname, SYS_setdomainname, SYS_syslog, SYS_vhangup,
	SYS_add_key, SYS_request_key, SYS_keyctl,
	SYS_userfaultfd, SYS_open_by_handle_at, SYS_io_uring_setup,
#ifdef SYS_iopl
	SYS_iopl, SYS_ioperm, SYS_modify_ldt,
#endif
};

#ifdef ARCHITECTURE
enum { COUNT = sizeof(refused) / sizeof(refused[0]), HEAD = 4, SIZE = HEAD + COUNT + 2 };

/* Calls by another architecture's numbers, x32's included, are refused, too. */
static void build(struct sock_filter code[static SIZE])
{
	const uint8_t to_refuse = SIZE - 1;

	code[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					       offsetof(struct seccomp_data, arch));
	code[1] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 0,
					       to_refuse - 2);
	code[2] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					       offsetof(struct seccomp_data, nr));
	code[3] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000,
					       to_refuse - 4, 0);
	for (uint8_t i = 0; i < COUNT; i++)
		code[HEAD + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[i],
							      to_refuse - HEAD - i - 1, 0);
	code[SIZE - 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[SIZE - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
}

/* A filter slows the process's code down on kernels that take it for a sandbox in which a
 * speculating processor must be held back; the engine sees to that by itself. */
static int install(const struct sock_fprog *program)
{
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW,
		    program) == 0)
		return 0;
	return errno == EINVAL ? (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program)
			       : -1;
}

int confine_calls(struct err *err)
{
	struct sock_filter code[SIZE];
	const struct sock_fprog program = { .len = SIZE, .filter = code };

	build(code);
	if (install(&program) < 0 && errno != EINVAL && errno != ENOSYS)
		return err_set(err, errno, "cannot give up system calls: %s", strerror(errno));
	return 0;
}
#else
int confine_calls(struct err *err)
{
	(void)err;
	return 0;
}
#endif
