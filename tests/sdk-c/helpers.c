// SPDX-License-Identifier: MIT
/* Prints what bcc's helpers and <bpf/btf.h> say of this host: tests/t/sdk-c.sh knows it, too. */
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <path_helpers.h>
#include <stdio.h>
#include <string.h>
#include <syscall_helpers.h>
#include <trace_helpers.h>
#include <uprobe_helpers.h>

static void texts(void)
{
	char list[16] = "1,22,-333", room[64];
	struct full_path path = { .depth = 2 };
	int numbers[3];
	long longs[1];

	printf("split %d",
	       split_convert(list, ",", numbers, sizeof(numbers), sizeof(int), str_to_int));
	printf(" %d %d %d\n", numbers[0], numbers[1], numbers[2]);
	strcpy(list, "1,2");
	printf("too many %d\n",
	       split_convert(list, ",", numbers, sizeof(int), sizeof(int), str_to_int));
	strcpy(list, "8589934592");
	printf("long %d",
	       split_convert(list, ",", longs, sizeof(longs), sizeof(long), str_to_long));
	printf(" %ld\n", longs[0]);
	printf("timestamp %d", str_timestamp("%Y-%m-%d", room, sizeof(room)));
	printf(" %s\n", room);
	printf("timestamp %d\n", str_timestamp("%Y-%m-%d", room, 3));
	strcpy(path.pathes, "file");
	strcpy(path.pathes + NAME_MAX, "/");
	strcpy(path.pathes + 2 * NAME_MAX, "folder");
	printf("path ");
	printf(" %d\n", print_full_path(&path));
	for (unsigned n = 0; n < 500; n += 59)
		printf("syscall %u %s\n", n, syscall_name(n, room, sizeof(room)) ? "none" : room);
}

static void host(const char *disk)
{
	struct partitions *partitions = partitions__load();
	const struct partition *partition = partitions__get_by_name(partitions, disk);
	char room[64] = "";
	int len = str_loadavg(room, sizeof(room));

	printf("loadavg %d %.9s\n", len == (int)strlen(room), room);
	printf("loadavg %d\n", str_loadavg(room, 4));
	if (partition)
		printf("disk %u:%u %d\n", partition->dev >> 20, partition->dev & 0xfffff,
		       partitions__get_by_dev(partitions, partition->dev) == partition);
	printf("no disk %d\n", !partitions__get_by_name(partitions, "none"));
	partitions__free(partitions);
	printf("tracepoint %d %d\n", tracepoint_exists("sched", "sched_process_exec"),
	       tracepoint_exists("net", "sched_process_exec"));
	printf("uprobe %d\n", get_elf_func_offset("/bin/sh", "main") > 0 &&
				      get_elf_func_offset("/bin/sh", "main") ==
					      get_elf_func_offset("/bin/sh", "main"));
}

static void types(void)
{
	struct btf *btf = btf__load_vmlinux_btf(), *own;
	int task = btf__find_by_name_kind(btf, "task_struct", BTF_KIND_STRUCT);
	int pid = btf__find_by_name(btf, "pid_t");
	const struct btf_type *type = btf__type_by_id(btf, task);
	__u32 size;
	const void *data = btf__raw_data(btf, &size);

	printf("types %u\n", btf__type_cnt(btf) - 1);
	printf("task_struct %d %d %d\n", task, (int)btf__resolve_size(btf, task), btf_vlen(type));
	printf("pid_t %d %d %d\n", pid, (int)btf__resolve_size(btf, pid),
	       btf_is_int(btf__type_by_id(btf, btf__resolve_type(btf, pid))));
	printf("none %d %d\n", btf__find_by_name(btf, "no such type"),
	       btf__type_by_id(btf, btf__type_cnt(btf)) == NULL);
	own = btf__new(data, size);
	printf("copy %d\n", btf__find_by_name(own, "pid_t") == pid);
	btf__free(own);
	for (__u32 cut = 0; cut < size; cut += size / 7 + 1)
		printf("cut %d", btf__new(data, cut) != NULL);
	printf("\nsame errno %d\n", errno);
	btf__free(btf);
}

int main(int argc, char **argv)
{
	texts();
	host(argc > 1 ? argv[1] : "");
	types();
	return 0;
}
