// SPDX-License-Identifier: MIT
/*
 * Kinds of programs, and how their targets are taken apart and named.
 *
 * rooms: kinds lib
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kinds/effect.h"
#include "kinds/kind.h"
#include "kinds/target.h"

static struct target target;

static int parse(const char *section, const char *text)
{
	return target_parse(&target, text, kind_find(section));
}

START_TEST(options_are_numbers_or_words)
{
	ck_assert_int_eq(parse("tc", "eth0,ingress,prio=10,handle=0x1f"), 0);
	ck_assert_str_eq(target.file, "eth0");
	ck_assert(target_has(&target, "ingress"));
	ck_assert(!target_has(&target, "egress"));
	ck_assert_uint_eq(target_number(&target, "prio", 0), 10);
	ck_assert_uint_eq(target_number(&target, "handle", 0), 31);
	ck_assert_uint_eq(target_number(&target, "pid", 77), 77);
	ck_assert_int_eq(parse("cgroup/connect4", "/sys/fs/cgroup"), 0);
	ck_assert_str_eq(target.file, "/sys/fs/cgroup");
}
END_TEST

START_TEST(other_options_are_refused)
{
	static const char *const bad[] = {
		"", ",ingress", "eth0,", "eth0,,ingress", "eth0,nosuch", "eth0,ingress,ingress",
		"eth0,ingress=1", "eth0,prio", "eth0,prio=", "eth0,prio=x", "eth0,prio=1x",
		"eth0,prio=-1", "eth0,prio=4294967296", "eth0,pri=1", "eth0,prio=1,prio=2",
	};
	char *text = calloc(1, TARGET_MAX + 1);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(parse("tc", bad[i]) == -EINVAL, "'%s'", bad[i]);
	memset(text, 'x', TARGET_MAX);
	ck_assert_int_eq(parse("xdp", text), -ENAMETOOLONG);
	free(text);
}
END_TEST

START_TEST(priorities_of_netfilter_are_signed)
{
	char text[16];

	ck_assert_int_eq(parse("netfilter", "input,prio=-300"), 0);
	ck_assert_int_eq((int32_t)target_number(&target, "prio", 0), -300);
	ck_assert_str_eq(target_option_text(&target, 0, text), "-300");
	ck_assert_int_eq(parse("netfilter", "input,prio=-0"), 0);
	ck_assert_str_eq(target_option_text(&target, 0, text), "0");
	ck_assert_int_eq(parse("netfilter", "input,prio=-2147483648"), 0);
	ck_assert_int_eq(parse("netfilter", "input,prio=-2147483649"), -EINVAL);
	ck_assert_int_eq(parse("netfilter", "input,prio=2147483648"), -EINVAL);
	ck_assert_int_eq(parse("netfilter", "input,prio=--1"), -EINVAL);
}
END_TEST

START_TEST(places_among_others_are_references)
{
	static const struct {
		const char *text, *value, *name;
		uint32_t id;
		bool is_link;
	} good[] = {
		{ "eth0,before=42", "42", NULL, 42, false },
		{ "eth0,before=0x2a", "42", NULL, 42, false },
		{ "eth0,before=4294967295", "4294967295", NULL, UINT32_MAX, false },
		{ "eth0,before=link:007", "link:7", NULL, 7, true },
		{ "eth0,before=link:4294967295", "link:4294967295", NULL, UINT32_MAX, true },
		{ "eth0,before=filter", "filter", "filter", 0, false },
		{ "eth0,before=link", "link", "link", 0, false },
		{ "eth0,before=/sys/fs/bpf/a-b", "/sys/fs/bpf/a-b", "/sys/fs/bpf/a-b", 0, false },
	};
	static const char *const bad[] = {
		"eth0,before",
		"eth0,before=",
		"eth0,before=0",
		"eth0,before=link:",
		"eth0,before=link:0",
		"eth0,before=link:x",
		"eth0,before=4294967296",
		"eth0,before=-1",
		"eth0,before=1x",
		"eth0,before=a b",
		"eth0,before=a/b",
		"eth0,first=1",
		"eth0,before=a,before=b",
	};
	struct target_reference reference;
	char number[16];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(parse("tcx/ingress", good[i].text) == 0, "%s", good[i].text);
		ck_assert(target_refers(&target, "before", &reference));
		ck_assert_uint_eq(reference.id, good[i].id);
		ck_assert_int_eq(reference.is_link, good[i].is_link);
		ck_assert_pstr_eq(reference.text, good[i].name);
		ck_assert_str_eq(target_option_text(&target, 0, number), good[i].value);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(parse("tcx/ingress", bad[i]) == -EINVAL, "%s", bad[i]);
	ck_assert_int_eq(parse("cgroup_skb/egress", "/sys/fs/cgroup/a,first"), 0);
	ck_assert(!target_refers(&target, "first", &reference));
}
END_TEST

/* A target, and the one name that rules are held against. */
START_TEST(targets_have_one_name)
{
	static const struct {
		const char *section, *text, *name;
	} good[] = {
		{ "kprobe", "do_exit", "do_exit" },
		{ "kprobe", "do_exit+0", "do_exit" },
		{ "kprobe", "do_exit+0x10", "do_exit+0x10" },
		{ "kprobe", "do_exit+16", "do_exit+0x10" },
		{ "kprobe", "vmlinux:do_exit", "do_exit" },
		{ "kprobe", "nf_tables:nft_init", "nf_tables:nft_init" },
		{ "uprobe", "/bin/a:main", "/bin/a:main" },
		{ "uprobe", "/bin/a:main+0x0", "/bin/a:main" },
		{ "uprobe", "/bin/a:main+010", "/bin/a:main+0x8" },
		{ "uprobe", "/bin/a:4096", "/bin/a:0x1000" },
		{ "uprobe", "/bin/a:0", "/bin/a:0x0" },
		{ "uprobe", "/bin/a:b:main", "/bin/a:b:main" },
		{ "usdt", "/bin/a:provider:name", "/bin/a:provider:name" },
		{ "uprobe.multi", "/bin/a:f*", "/bin/a:f*" },
		{ "tp", "sched/sched_switch", "sched/sched_switch" },
		{ "fentry", "vmlinux:do_exit", "do_exit" },
		{ "perf_event", "cpu-clock@99hz", "cpu-clock@99hz" },
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(parse(good[i].section, good[i].text) == 0, "%s", good[i].text);
		ck_assert_str_eq(target.name, good[i].name);
	}
}
END_TEST

START_TEST(what_could_mean_something_else_is_refused)
{
	static const struct {
		const char *section, *text;
	} bad[] = {
		{ "kprobe", "do_exit+x" }, { "kprobe", "do_exit+" }, { "kprobe", "do_exit+0+0" },
		{ "kprobe", "+8" }, { "kprobe", "0xffffffff81000000" }, { "kprobe", "f\np:x y" },
		{ "kprobe", "vmlinux:" }, { "kprobe", "a b" }, { "kprobe", ":f" },
		{ "kprobe", "vmlinux:module:f" }, { "fentry", "vmlinux:module:f" },
		{ "ksyscall", "openat+4" }, { "ksyscall", "open at" },
		{ "uprobe", "/bin/a" }, { "uprobe", "/bin/a:" }, { "uprobe", ":main" },
		{ "uprobe", "/bin/a:main+0+0" }, { "uprobe", "/bin/a:main+8+8" },
		{ "uprobe", "/bin/a:0x10+0x10" }, { "uprobe", "/bin/a:+4" },
		{ "uprobe", "/bin/a:main+18446744073709551616" },
		{ "usdt", "/bin/a:name" }, { "usdt", "/bin/a::name" }, { "usdt", ":p:n" },
		{ "tp", "sched" }, { "tp", "../x/y" }, { "tp", "sched/../x" }, { "tp", "a/b/c" },
		{ "tp", "sched/.." }, { "tp", "/x" }, { "tp", "x/" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(parse(bad[i].section, bad[i].text) == -EINVAL, "%s", bad[i].text);
}
END_TEST

START_TEST(a_name_that_does_not_fit_is_an_error)
{
	char file[TARGET_MAX];

	ck_assert_int_eq(parse("uprobe", "/bin/a:main+4"), 0);
	memset(file, 'x', sizeof(file));
	file[sizeof(file) - 1] = '\0';
	ck_assert_int_eq(target_set_file(&target, file), -ENAMETOOLONG);
	file[sizeof(file) - 9] = '\0';
	ck_assert_int_eq(target_set_file(&target, file), -ENAMETOOLONG);
	file[sizeof(file) - 10] = '\0';
	ck_assert_int_eq(target_set_file(&target, file), 0);
}
END_TEST

START_TEST(sections_have_kinds)
{
	ck_assert_ptr_eq(kind_find("tracepoint/a/b"), kind_find("tp/sched/sched_switch"));
	ck_assert_ptr_eq(kind_find("xdp.frags"), kind_find("xdp"));
	ck_assert_str_eq(kind_find("kretprobe/do_exit")->grammar, "function[+offset]");
	ck_assert_str_eq(kind_find("kprobe.multi/do_*")->grammar, "function_pattern*");
	ck_assert_ptr_eq(kind_find("cgroup/connect4"), kind_find("sockops"));
	ck_assert_ptr_null(kind_find("xdpx"));
	ck_assert_ptr_null(kind_find(""));
	ck_assert(kind_is_bound("fentry.s/do_exit"));
	ck_assert(!kind_is_bound("kprobe/do_exit"));
	ck_assert(kind_takes_path("lsm_cgroup/x"));
}
END_TEST

START_TEST(types_have_sections)
{
	ck_assert_str_eq(kind_section_of_type(BPF_PROG_TYPE_SCHED_CLS), "tc");
	ck_assert_ptr_null(kind_section_of_type(BPF_PROG_TYPE_LSM));
	ck_assert_str_eq(kind_bound_word(BPF_PROG_TYPE_LSM, BPF_LSM_MAC), "lsm");
	ck_assert_str_eq(kind_bound_word(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT), "fexit");
	ck_assert_str_eq(kind_bound_word(BPF_PROG_TYPE_TRACING, BPF_XDP), "");
	ck_assert_ptr_null(kind_bound_word(BPF_PROG_TYPE_XDP, BPF_XDP));
}
END_TEST

/* Every word of the table is found by itself, and belongs to one row. */
START_TEST(words_are_unique)
{
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)); i++) {
		char *copy = strdup(kind->sections), *rest = copy, *word;

		while ((word = strsep(&rest, " ")))
			ck_assert_ptr_eq(kind_find(word), kind);
		ck_assert(*kind->grammar);
		free(copy);
	}
}
END_TEST

START_TEST(functions_have_effects_by_any_flavour)
{
	const unsigned int socket = effect_of_kfunc("bpf_sock_destroy");

	ck_assert_uint_ne(socket, effect_of_kfunc("unknown"));
	ck_assert_uint_eq(socket, effect_of_kfunc("bpf_sock_destroy___new"));
	ck_assert_uint_eq(effect_of_kfunc("bpf_rcu_read_lock"), 0);
	ck_assert_uint_eq(effect_of_kfunc("unknown"), effect_of_kfunc("___bpf_rcu_read_lock"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kinds");
	TCase *tests = tcase_create("kinds");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, options_are_numbers_or_words);
	tcase_add_test(tests, other_options_are_refused);
	tcase_add_test(tests, priorities_of_netfilter_are_signed);
	tcase_add_test(tests, places_among_others_are_references);
	tcase_add_test(tests, targets_have_one_name);
	tcase_add_test(tests, what_could_mean_something_else_is_refused);
	tcase_add_test(tests, a_name_that_does_not_fit_is_an_error);
	tcase_add_test(tests, sections_have_kinds);
	tcase_add_test(tests, types_have_sections);
	tcase_add_test(tests, words_are_unique);
	tcase_add_test(tests, functions_have_effects_by_any_flavour);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
