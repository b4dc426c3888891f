// SPDX-License-Identifier: MIT
/* The kernel's tracepoint bpf_trace/bpf_trace_printk, in an instance of tracefs of our own: unlike
 * the global trace_pipe, that takes nothing away from other readers. (A perf event does not see it:
 * it would be one within another, if the program runs at a tracepoint.) */
#include "observe/printk.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <dirent.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tracefs.h"
#include "columns/column.h"
#include "lib/err.h"

enum { COMM_SIZE = 16, TEXT_SIZE = 1024, NAME_SIZE = 32 };

struct record {
	uint32_t pid;
	char comm[COMM_SIZE];
	char text[TEXT_SIZE];
};

struct printk {
	struct btf *btf;
	int instances;          /* the folder of all instances, or -1 */
	int pipe;               /* of ours, or -1 */
	char name[NAME_SIZE];   /* of our instance, if it was made */
	struct record record;   /* the last one: a text of two lines has one beginning */
	char line[2 * TEXT_SIZE];
	size_t len;             /* of what was read of the line */
	printk_fn *take;
	void *context;
};

bool printk_is_used(const struct bpf_object *bpf)
{
	struct bpf_program *prog;

	bpf_object__for_each_program (prog, bpf) {
		const struct bpf_insn *insns = bpf_program__insns(prog);

		for (size_t i = 0; i < bpf_program__insn_cnt(prog); i++)
			if (insns[i].code == (BPF_JMP | BPF_CALL) && !insns[i].src_reg &&
			    (insns[i].imm == BPF_FUNC_trace_printk ||
			     insns[i].imm == BPF_FUNC_trace_vprintk))
				return true;
	}
	return false;
}

/* The record as BTF, so that it has columns as all others. */
static int add_record(struct btf *btf)
{
	const int pid = btf__add_int(btf, "unsigned int", sizeof(uint32_t), 0);
	const int character = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	const int comm = btf__add_array(btf, pid, character, COMM_SIZE);
	const int text = btf__add_array(btf, pid, character, TEXT_SIZE);
	const int id = btf__add_struct(btf, "printk", sizeof(struct record));

	if (text < 0 || id < 0 ||
	    btf__add_field(btf, "pid", pid, 8 * offsetof(struct record, pid), 0) < 0 ||
	    btf__add_field(btf, "comm", comm, 8 * offsetof(struct record, comm), 0) < 0 ||
	    btf__add_field(btf, "text", text, 8 * offsetof(struct record, text), 0) < 0)
		return -ENOMEM;
	return id;
}

int printk_columns(struct printk **ret_printk, struct columns *ret_columns, struct err *err)
{
	struct printk *printk = calloc(1, sizeof(*printk));
	int id = printk ? 0 : -ENOMEM;

	if (printk) {
		printk->instances = printk->pipe = -1;
		printk->btf = btf__new_empty();
		id = printk->btf ? add_record(printk->btf) : -ENOMEM;
	}
	*ret_printk = printk;
	if (id < 0)
		return err_set(err, -id, "%s", strerror(-id));
	return columns_make(ret_columns, printk->btf, (uint32_t)id, NULL, err);
}

/* --- the instance -------------------------------------------------------------------------- */

static const char prefix[] = "wasm-bpf-";

/* Removes what processes that were killed have left. */
static void remove_stale(int instances)
{
	DIR *dir = fdopendir(dup(instances));
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *pid = entry->d_name + sizeof(prefix) - 1;

		if (strncmp(entry->d_name, prefix, sizeof(prefix) - 1) == 0 && atoi(pid) > 0 &&
		    kill(atoi(pid), 0) < 0 && errno == ESRCH)
			unlinkat(instances, entry->d_name, AT_REMOVEDIR);
	}
	if (dir)
		closedir(dir);
}

static int enable(struct printk *printk)
{
	char path[NAME_SIZE + 64];
	int fd, ret = 0;

	snprintf(path, sizeof(path), "%s/events/bpf_trace/bpf_trace_printk/enable", printk->name);
	fd = openat(printk->instances, path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "1", 1) != 1)
		ret = -errno;
	if (fd >= 0)
		close(fd);
	snprintf(path, sizeof(path), "%s/trace_pipe", printk->name);
	if (!ret)
		printk->pipe = openat(printk->instances, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return ret ? ret : printk->pipe < 0 ? -errno : 0;
}

static int make_instance(void *context)
{
	struct printk *printk = context;
	char name[NAME_SIZE];

	printk->instances = open("/sys/kernel/tracing/instances",
				 O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (printk->instances < 0)
		return -errno;
	remove_stale(printk->instances);
	snprintf(name, sizeof(name), "%s%d", prefix, (int)getpid());
	if (mkdirat(printk->instances, name, 0700) < 0)
		return -errno;
	memcpy(printk->name, name, sizeof(name));
	return enable(printk);
}

int printk_open(struct printk *printk, printk_fn *take, void *context, struct err *err)
{
	const int ret = tracefs_call(make_instance, printk);

	printk->take = take;
	printk->context = context;
	return ret < 0 ? err_set(err, -ret, "cannot read what bpf_printk() prints: %s",
				 strerror(-ret))
		       : 0;
}

void printk_free(struct printk *printk)
{
	if (!printk)
		return;
	if (printk->pipe >= 0)
		close(printk->pipe);
	if (*printk->name)
		unlinkat(printk->instances, printk->name, AT_REMOVEDIR);
	if (printk->instances >= 0)
		close(printk->instances);
	btf__free(printk->btf);
	free(printk);
}

/* --- reading ------------------------------------------------------------------------------- */

/* "  comm-123   [001] d..21  45.678: bpf_trace_printk: text" */
static void take_line(struct printk *printk, char *line)
{
	static const char mark[] = ": bpf_trace_printk: ";
	struct record *record = &printk->record;
	char *text = strstr(line, mark), *cpu = strstr(line, " ["), *dash = NULL;

	if (text && cpu && cpu < text) {
		*cpu = '\0';
		dash = strrchr(line, '-');
	}
	if (dash) {
		line += strspn(line, " ");
		*dash = '\0';
		memset(record->comm, 0, sizeof(record->comm));
		memcpy(record->comm, line, strnlen(line, sizeof(record->comm) - 1));
		record->pid = (uint32_t)strtoul(dash + 1, NULL, 10);
	}
	text = text ? text + sizeof(mark) - 1 : line;
	memset(record->text, 0, sizeof(record->text));
	memcpy(record->text, text, strnlen(text, sizeof(record->text) - 1));
	printk->take(printk->context, record);
}

static void take_bytes(struct printk *printk, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\n' && printk->len < sizeof(printk->line) - 1) {
			printk->line[printk->len++] = bytes[i];
			continue;
		}
		if (bytes[i] != '\n')
			continue; /* the rest of a line that is too long */
		printk->line[printk->len] = '\0';
		if (printk->len)
			take_line(printk, printk->line);
		printk->len = 0;
	}
}

int printk_read(struct printk *printk, struct err *err)
{
	char bytes[4096];
	ssize_t len;

	while ((len = read(printk->pipe, bytes, sizeof(bytes))) > 0)
		take_bytes(printk, bytes, (size_t)len);
	return len == 0 || errno == EAGAIN || errno == EINTR
		       ? 0
		       : err_set(err, errno, "cannot read what bpf_printk() prints: %s",
				 strerror(errno));
}
