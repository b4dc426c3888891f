// SPDX-License-Identifier: MIT
/*
 * Policies: their files, patterns, and what they decide.
 *
 * rooms: policy kinds base lib
 */
#include <check.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kinds/target.h"
#include "lib/err.h"
#include "lib/file.h"
#include "lib/glob.h"
#include "lib/policy_file.h"
#include "policy/policy.h"

static char path[] = "/tmp/wasm-bpf-policy.XXXXXX";
static struct policy *policy;
static struct err err;

static void setup(void)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	policy = policy_new();
	ck_assert_ptr_nonnull(policy);
	err = (struct err)ERR_INIT;
}

static void teardown(void)
{
	policy_free(policy);
	unlink(path);
}

/* Reads a file of that text: what policy_read() gives. */
static int read_text(const char *text, size_t size)
{
	unsigned int sections;

	ck_assert_int_eq(file_write(path, text, size, NULL), 0);
	policy_free(policy);
	policy = policy_new();
	return policy_read(policy, path, &sections, &err);
}

static void read_rules(const char *text)
{
	ck_assert_msg(read_text(text, strlen(text)) == 0, "%s: %s", text, err.msg);
}

static const struct policy_program xdp = { "drop", "xdp", "xdp", "xdp" };
static const struct policy_program kprobe = { "trace", "kprobe/x", "kprobe", "kprobe kretprobe" };
static const struct policy_program uprobe = { "trace", "uprobe/x", "kprobe", "uprobe uretprobe" };
static const struct policy_program bound = { "enter", "fentry/x", "tracing", "fentry" };
static const struct policy_program odd = { "odd", "xdp", "kprobe", "" };

static bool may_attach_to(const struct policy_program *program, const char *text)
{
	static const struct kind any = { .form = FORM_WORD, .options = "skb prio= pid=" };
	static struct target target;

	ck_assert_int_eq(target_parse(&target, text, &any), 0);
	return policy_may_attach(policy, program, &target, &err) == 0;
}

/* To a target of the kind that a section is of. */
static bool may_attach_by(const char *section, const struct policy_program *program,
			  const char *text)
{
	static struct target target;

	ck_assert_int_eq(target_parse(&target, text, kind_find(section)), 0);
	return policy_may_attach(policy, program, &target, &err) == 0;
}

static bool may_load(const struct policy_program *program)
{
	return policy_may_load(policy, program, &err) == 0;
}

START_TEST(globs_are_those_of_shells)
{
	static const char *const pieces[] = {
		"a", "b",    "/",    ".",      "-",    "]",   "*",
		"?", "[ab]", "[!a]", "[a-c/]", "[]x]", "\\*", "\\\\"
	};
	static const char letters[] = "abcx/.]-\\[";
	char pattern[64], text[16];

	for (unsigned int i = 0; i < 200000; i++) {
		*pattern = '\0';
		for (int n = rand() % 6; n > 0; n--)
			strcat(pattern,
			       pieces[(size_t)rand() % (sizeof(pieces) / sizeof(*pieces))]);
		memset(text, 0, sizeof(text));
		for (int n = rand() % 7; n > 0; n--)
			text[n - 1] = letters[(size_t)rand() % (sizeof(letters) - 1)];
		ck_assert_msg(glob_matches(pattern, text) == (fnmatch(pattern, text, 0) == 0),
			      "'%s' and '%s'", pattern, text);
	}
}
END_TEST

START_TEST(globs_take_no_longer_than_they_may)
{
	char pattern[4001], text[4001];

	for (size_t i = 0; i < 4000; i++) {
		pattern[i] = i % 2 ? 'a' : '*';
		text[i] = 'a';
	}
	pattern[4000] = text[4000] = '\0';
	pattern[3999] = 'b';
	ck_assert(!glob_matches(pattern, text));
	ck_assert(!glob_overlaps(pattern, text));
}
END_TEST

START_TEST(globs_hold_globs)
{
	ck_assert(glob_matches("a[b", "a[b"));
	ck_assert(!glob_matches("a[b", "ab"));
	ck_assert(glob_matches("tcp_*", "tcp_v4_*"));
	ck_assert(glob_matches("tcp_?", "tcp_?"));
	ck_assert(!glob_matches("tcp_?", "tcp_*"));
	ck_assert(!glob_matches("tcp_[a-z]", "tcp_?"));
	ck_assert(!glob_matches("tcp_[!a-z]", "tcp_*"));
	ck_assert(glob_overlaps("secret", "s*"));
	ck_assert(glob_overlaps("secret", "*t"));
	ck_assert(glob_overlaps("secret", "?ecre?"));
	ck_assert(glob_overlaps("*_end", "begin_*"));
	ck_assert(glob_overlaps("a*b", "*"));
	ck_assert(glob_overlaps("", "***"));
	ck_assert(glob_overlaps("[a-c]x", "?x"));
	ck_assert(!glob_overlaps("secret", "secre"));
	ck_assert(!glob_overlaps("secret", "x*"));
	ck_assert(!glob_overlaps("a*b", "b*"));
	ck_assert(!glob_overlaps("a?c", "a*d"));
	ck_assert(!glob_overlaps("", "?"));
}
END_TEST

/* Two patterns overlap if a text is found that both match: tried with all short ones. */
START_TEST(globs_overlap_where_a_text_shows_it)
{
	static const char letters[] = "ab*?";
	char one[5], other[5], text[9];

	for (unsigned int i = 0; i < 3000; i++) {
		bool found = false;

		memset(one, 0, sizeof(one));
		memset(other, 0, sizeof(other));
		for (int n = rand() % 5; n > 0; n--)
			one[n - 1] = letters[rand() % 4];
		for (int n = rand() % 5; n > 0; n--)
			other[n - 1] = letters[rand() % 4];
		for (unsigned int bits = 0; bits < 1u << 8 && !found; bits++)
			for (unsigned int len = 0; len <= 8 && !found; len++) {
				for (unsigned int k = 0; k < len; k++)
					text[k] = bits >> k & 1 ? 'a' : 'b';
				text[len] = '\0';
				found = glob_matches(one, text) && glob_matches(other, text);
			}
		ck_assert_msg(glob_overlaps(one, other) == found, "'%s' and '%s'", one, other);
	}
}
END_TEST

START_TEST(without_rules_only_pins_are_refused)
{
	ck_assert_int_eq(policy_may_load(NULL, &xdp, &err), 0);
	ck_assert(may_load(&xdp));
	ck_assert(may_attach_to(&xdp, "eth0"));
	ck_assert_int_eq(policy_may_make_map(policy, "m", "hash", &err), 0);
	ck_assert_int_eq(policy_may_ask(policy, POLICY_KSYM, &err), 0);
	ck_assert_int_eq(policy_may_pin(NULL, "/sys/fs/bpf/x", &err), -EPERM);
	ck_assert_int_eq(policy_may_pin(policy, "/sys/fs/bpf/x", &err), -EPERM);
	ck_assert_str_eq(err.msg, "a pin at '/sys/fs/bpf/x' is not allowed");
	ck_assert_str_eq(err.hint, "'--allow pin=/sys/fs/bpf/x' would allow it");
	ck_assert_uint_eq(policy_limit(policy, POLICY_MEMORY, 7), 7);
	ck_assert_int_eq(policy_may_have(policy, POLICY_MAPS, UINT32_MAX, &err), 0);
}
END_TEST

START_TEST(a_file_refuses_what_it_does_not_allow)
{
	read_rules("[guests]\n\n  allow program=tracing # and nothing else\r\n");
	ck_assert(may_load(&kprobe));
	ck_assert(may_load(&odd));
	ck_assert(may_attach_to(&kprobe, "do_exit"));
	ck_assert(!may_load(&xdp));
	ck_assert_ptr_nonnull(strstr(err.msg, "the policy refuses program 'drop' (xdp), type xdp: "
				     "no rule in '/tmp/wasm-bpf-policy."));
	ck_assert_str_eq(err.hint, "'--allow program=xdp' would allow it");
	ck_assert_int_eq(policy_may_make_map(policy, "m", "hash", &err), -EPERM);
	for (int i = POLICY_KSYM; i <= POLICY_STATS; i++)
		ck_assert_int_eq(policy_may_ask(policy, (enum policy_question)i, &err), -EPERM);
	read_rules("[artifacts]\nnonsense that is for another reader\n");
	ck_assert(may_load(&xdp));
	read_rules("[guests]\n[artifacts]\nallow x\n");
	ck_assert(!may_load(&kprobe));
	read_rules("");
	ck_assert(may_load(&xdp));
}
END_TEST

START_TEST(the_last_rule_decides)
{
	read_rules("[guests]\nallow all\ndeny program=networking\nallow attach=xdp:veth*\n");
	ck_assert(may_load(&xdp));
	ck_assert(may_attach_to(&xdp, "veth7"));
	ck_assert(!may_attach_to(&xdp, "eth0"));
	ck_assert_ptr_nonnull(strstr(err.msg, "program 'drop' (xdp) at 'eth0': 'deny "
				     "program=networking' in '/tmp/wasm-bpf-policy."));
	ck_assert_ptr_nonnull(strstr(err.msg, "', line 3"));
	ck_assert_int_eq(policy_may_pin(policy, "/sys/fs/bpf/x", &err), 0);
	ck_assert_int_eq(policy_add(policy, "deny", "attach=xdp:veth7", &err), 0);
	ck_assert(!may_attach_to(&xdp, "veth7"));
	ck_assert_str_eq(err.msg, "the policy refuses program 'drop' (xdp) at 'veth7': "
			 "'--deny attach=xdp:veth7'");
	ck_assert(may_attach_to(&xdp, "veth6"));
	ck_assert_int_eq(policy_add(policy, "allow", "program=xdp", &err), 0);
	ck_assert(may_attach_to(&xdp, "veth7"));
}
END_TEST

START_TEST(the_command_line_comes_after_the_file)
{
	unsigned int sections;
	const char text[] = "[guests]\ndeny all\nlimit maps=3\nlimit objects=2\n";

	ck_assert_int_eq(file_write(path, text, strlen(text), NULL), 0);
	ck_assert_int_eq(policy_add(policy, "allow", "program=xdp", &err), 0);
	ck_assert_int_eq(policy_set_limit(policy, POLICY_MAPS, "5", &err), 0);
	ck_assert_int_eq(policy_read(policy, path, &sections, &err), 0);
	ck_assert_uint_eq(sections, POLICY_GUESTS);
	ck_assert(may_load(&xdp));
	ck_assert(!may_load(&kprobe));
	ck_assert_int_eq(policy_may_have(policy, POLICY_MAPS, 5, &err), 0);
	ck_assert_int_eq(policy_may_have(policy, POLICY_MAPS, 6, &err), -EPERM);
	ck_assert_str_eq(err.msg, "the policy refuses more maps: '--limit maps=5'");
	ck_assert_int_eq(policy_may_have(policy, POLICY_OBJECTS, 3, &err), -EPERM);
	ck_assert_ptr_nonnull(strstr(err.msg, "', line 4"));
}
END_TEST

START_TEST(sections_and_types_are_patterns)
{
	read_rules("[guests]\nallow attach=k*:do_*\n");
	ck_assert(may_load(&kprobe));
	ck_assert(!may_load(&odd));
	ck_assert(may_attach_to(&kprobe, "do_exit"));
	ck_assert(!may_attach_to(&kprobe, "undo"));
	ck_assert(!may_load(&bound));
	read_rules("[guests]\nallow program=kprobe\ndeny attach=kprobe:x*\n");
	ck_assert(may_load(&kprobe));
	read_rules("[guests]\nallow program=kprobe\ndeny attach=kprobe:*\n");
	ck_assert(!may_load(&kprobe));
	ck_assert(may_load(&odd));
	read_rules("[guests]\nallow attach=fentry:vfs_*\nallow map=*hash\n");
	ck_assert(may_attach_to(&bound, "vfs_read"));
	ck_assert(!may_attach_to(&bound, "do_exit"));
	ck_assert_int_eq(policy_may_make_map(policy, "m", "percpu_hash", &err), 0);
	ck_assert_int_eq(policy_may_make_map(policy, "m", "array", &err), -EPERM);
}
END_TEST

START_TEST(options_are_held_against_rules)
{
	read_rules("[guests]\nallow attach=x*:eth0,skb\nallow attach=*:eth1,prio=1?\n"
		   "allow attach=*:*,pid=*\n");
	ck_assert(may_attach_to(&xdp, "eth0,skb"));
	ck_assert(may_attach_to(&xdp, "eth0,prio=3,skb"));
	ck_assert(!may_attach_to(&xdp, "eth0"));
	ck_assert(may_attach_to(&xdp, "eth1,prio=0xf"));
	ck_assert(!may_attach_to(&xdp, "eth1,prio=20"));
	ck_assert(!may_attach_to(&kprobe, "f"));
	ck_assert(may_attach_to(&kprobe, "f,pid=7"));
}
END_TEST

START_TEST(targets_that_mean_several_things)
{
	read_rules("[guests]\nallow attach=kprobe:do_*\ndeny attach=kprobe:do_exit\n");
	ck_assert(may_attach_by("kprobe", &kprobe, "do_fork"));
	ck_assert(may_attach_by("kprobe", &kprobe, "do_fork+0"));
	ck_assert(!may_attach_by("kprobe", &kprobe, "do_fork+0x10"));
	ck_assert_int_eq(policy_add(policy, "allow", "attach=kprobe:*+0x*", &err), 0);
	ck_assert(may_attach_by("kprobe", &kprobe, "do_fork+0x10"));
	/* An offset can lead into any other function. */
	ck_assert_int_eq(policy_add(policy, "deny", "attach=kprobe:do_exit", &err), 0);
	ck_assert(!may_attach_by("kprobe", &kprobe, "do_fork+0x10"));
	ck_assert(may_attach_by("kprobe", &kprobe, "do_fork"));
	ck_assert(!may_attach_by("kprobe.multi", &kprobe, "do_ex*"));
	ck_assert(may_attach_by("kprobe.multi", &kprobe, "do_wait*"));
	ck_assert(!may_attach_by("kprobe.multi", &kprobe, "*"));
}
END_TEST

START_TEST(functions_have_one_name)
{
	read_rules("[guests]\nallow attach=kprobe:*\ndeny attach=kprobe:secret\n");
	ck_assert(!may_attach_by("kprobe", &kprobe, "secret"));
	ck_assert(!may_attach_by("kprobe", &kprobe, "vmlinux:secret"));
	ck_assert(!may_attach_by("kprobe", &kprobe, "module:secret"));
	ck_assert(may_attach_by("kprobe", &kprobe, "module:other"));
	ck_assert_int_eq(policy_add(policy, "deny", "attach=kprobe:module:*", &err), 0);
	ck_assert(!may_attach_by("kprobe", &kprobe, "module:other"));
	ck_assert(may_attach_by("kprobe", &kprobe, "other"));
}
END_TEST

START_TEST(functions_have_several_names)
{
	static const char names[] = "shown\0secret";
	static struct target target;

	read_rules("[guests]\nallow attach=uprobe:/bin/a:shown\n");
	ck_assert(!policy_denies_targets(policy));
	ck_assert_int_eq(policy_add(policy, "deny", "attach=uprobe:*:secret", &err), 0);
	ck_assert(policy_denies_targets(policy));
	ck_assert(may_attach_by("uprobe", &uprobe, "/bin/a:shown"));
	ck_assert_int_eq(target_parse(&target, "/bin/a:shown", kind_find("uprobe")), 0);
	target.others = names;
	target.others_size = sizeof(names);
	ck_assert_int_eq(policy_may_attach(policy, &uprobe, &target, &err), -EPERM);
	/* A later rule is about the name that is used, or about none. */
	ck_assert_int_eq(policy_add(policy, "allow", "attach=uprobe:/bin/a:secret", &err), 0);
	ck_assert_int_eq(policy_may_attach(policy, &uprobe, &target, &err), -EPERM);
	ck_assert_int_eq(policy_add(policy, "allow", "attach=uprobe:/bin/a:shown", &err), 0);
	ck_assert_int_eq(policy_may_attach(policy, &uprobe, &target, &err), 0);
}
END_TEST

START_TEST(addresses_lead_anywhere_in_a_file)
{
	read_rules("[guests]\nallow attach=uprobe:*\nallow attach=uprobe:*+*\n"
		   "deny attach=uprobe:/bin/a:secret\n");
	ck_assert(!may_attach_by("uprobe", &uprobe, "/bin/a:secret"));
	ck_assert(!may_attach_by("uprobe", &uprobe, "/bin/a:0x1234"));
	ck_assert(!may_attach_by("uprobe", &uprobe, "/bin/a:other+4"));
	ck_assert(may_attach_by("uprobe", &uprobe, "/bin/a:other"));
	ck_assert(may_attach_by("uprobe", &uprobe, "/bin/b:0x1234"));
	ck_assert(may_attach_by("uprobe", &uprobe, "/bin/b:secret+4"));
}
END_TEST

START_TEST(pins_have_plain_paths)
{
	static const char *const bad[] = { "", "/", "x", "/tmp/", "//tmp/x", "/tmp//x", "/tmp/./x",
					   "/tmp/../tmp/x", "/tmp/x/..", "/proc/self/x", "." };
	char *longest = malloc(5001);

	read_rules("[guests]\nallow all\n");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(policy_may_pin(policy, bad[i], &err) == -EPERM, "'%s'", bad[i]);
	memset(longest, '/', 5000);
	longest[5000] = '\0';
	ck_assert_int_eq(policy_may_pin(policy, longest, &err), -EPERM);
	memset(longest, 'x', 5000);
	*longest = '/';
	ck_assert_int_eq(policy_may_pin(policy, longest, &err), -EPERM);
	free(longest);
	read_rules("[guests]\nallow pin=/tmp/nosuch.app/*\n");
	ck_assert_int_eq(policy_may_pin(policy, "/tmp/nosuch.app/x", &err), 0);
	ck_assert_int_eq(policy_may_pin(policy, "/tmp/nosuch.app/..x/...", &err), 0);
	ck_assert_int_eq(policy_may_pin(policy, "/tmp/nosuch.app", &err), -EPERM);
	ck_assert_int_eq(policy_may_pin(policy, "/tmp/nosuch.apps/x", &err), -EPERM);
}
END_TEST

START_TEST(pins_follow_no_link)
{
	char folder[] = "/tmp/wasm-bpf-pins.XXXXXX", link[64], inside[80];

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(link, sizeof(link), "%s/link", folder);
	snprintf(inside, sizeof(inside), "%s/x", link);
	ck_assert_int_eq(policy_add(policy, "allow", "pin=/tmp/*", &err), 0);
	ck_assert_int_eq(policy_may_pin(policy, inside, &err), 0);
	ck_assert_int_eq(symlink("/nonexistent", link), 0);
	ck_assert_int_eq(policy_may_pin(policy, inside, &err), -EPERM);
	ck_assert_int_eq(policy_may_pin(policy, link, &err), -EPERM);
	unlink(link);
	rmdir(folder);
}
END_TEST

START_TEST(questions_have_words)
{
	read_rules("[guests]\nallow ksym\nallow test-run\ndeny ksym\nallow stats\n");
	ck_assert_int_eq(policy_may_ask(policy, POLICY_TEST_RUN, &err), 0);
	ck_assert_int_eq(policy_may_ask(policy, POLICY_STATS, &err), 0);
	ck_assert_int_eq(policy_may_ask(policy, POLICY_USYM, &err), -EPERM);
	ck_assert_ptr_nonnull(strstr(err.msg, "the policy refuses symbols of processes: no rule"));
	ck_assert_str_eq(err.hint, "'--allow usym' would allow it");
	ck_assert_int_eq(policy_may_ask(policy, POLICY_KSYM, &err), -EPERM);
	ck_assert_ptr_nonnull(strstr(err.msg, "', line 4"));
}
END_TEST

START_TEST(limits_are_numbers)
{
	static const struct {
		const char *text;
		enum policy_limit limit;
		uint64_t value;
	} good[] = {
		{ "memory=64M", POLICY_MEMORY, 64 << 20 }, { "memory=1", POLICY_MEMORY, 1 },
		{ "memory=1024G", POLICY_MEMORY, 1ull << 40 }, { "tables=10", POLICY_TABLES, 10 },
		{ "maps=4294967295", POLICY_MAPS, UINT32_MAX }, { "time=1.5", POLICY_TIME, 1500 },
		{ "map-size=2K", POLICY_MAP_SIZE, 2048 },
		{ "time=0", POLICY_TIME, 0 }, { "time=0.0019999999999", POLICY_TIME, 1 },
		{ "time=1000000000", POLICY_TIME, 1000000000000 },
	};
	static const char *const bad[] = {
		"", "=", "memory", "memory=", "memory=0", "memory=x", "memory=-1", "memory= 1",
		"memory=1k", "memory=1KB", "memory=1025G", "memory=18446744073709551616",
		"memory=18014398509481985K", "maps=4294967296", "maps=0", "maps=1.5", "maps=0x10",
		"time=1.", "time=.5", "time=1000000001", "time=1e9", "time=99999999999999999999",
		"nosuch=1", "memor=1", "memoryx=1",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(policy_add(policy, "limit", good[i].text, &err) == 0, "'%s'",
			      good[i].text);
		ck_assert_uint_eq(policy_limit(policy, good[i].limit, 7), good[i].value);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(policy_add(policy, "limit", bad[i], &err) == -EINVAL, "'%s'", bad[i]);
	ck_assert_uint_eq(policy_limit(policy, POLICY_MEMORY, 7), 1ull << 40);
}
END_TEST

START_TEST(wrong_rules_are_told)
{
	static const char *const bad[] = {
		"", "allow", "=", "all=x", "all=", "program", "program=", "program=nosuch",
		"program=x", "program=tracings", "map=nosuch", "map=", "attach=", "attach=xdp",
		"attach=xdp:", "attach=:eth0", "attach=nosuch:eth0", "pin", "pin=", "pin=x/y",
		"ksym=1", "ksy", "test_run", "pinx=/", "attach=xdp:,skb",
		"attach=xdp:e,", "attach=xdp:e,sbk", "attach=xdp:e,skb=1", "attach=tc:e,prio",
		"attach=tc:e,prio=", "attach=uprobe:/x:y,cpu=1",
		"attach=xdp:e,skb,skb,skb,skb,skb,skb,skb,skb,skb",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(policy_add(policy, "allow", bad[i], &err) == -EINVAL, "'%s'", bad[i]);
	ck_assert_int_eq(policy_add(policy, "forbid", "all", &err), -EINVAL);
	ck_assert_int_eq(policy_may_pin(policy, "/sys/fs/bpf/x", &err), -EPERM);
	ck_assert_int_eq(policy_add(policy, "deny", "program=netfilter", &err), 0);
}
END_TEST

START_TEST(wrong_files_are_told_with_the_line)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
		{ "allow all\n", "', line 1: a rule must come after [artifacts] or [guests]" },
		{ "\n#x\n[guest]\n", "', line 3: unknown section: use [artifacts] or [guests]" },
		{ "[artifacts]\nx\n[guests] x\n", "', line 3: unknown section" },
		{ "[guests]\nallow\n", "', line 2: '' is not a rule" },
		{ "[guests]\nallow nosuch\n", "', line 2: 'nosuch' is not a rule" },
		{ "[guests]\nforbid all\n", "', line 2: 'forbid': a rule must begin with" },
		{ "[guests]\nallow all\nlimit maps=many\n",
		  "', line 3: limit maps=many: expected a number" },
		{ "[guests]\nallow program=xdp tc\n",
		  "', line 2: 'program=xdp tc': no such program type" },
	};
	char *text = malloc(2000000);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(read_text(bad[i].text, strlen(bad[i].text)), -EINVAL);
		ck_assert_msg(strstr(err.msg, bad[i].says), "'%s': %s", bad[i].text, err.msg);
	}
	ck_assert_int_eq(read_text("[guests]\nallow a\0ll\n", 19), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "is not a text file"));
	memset(text, 'x', 2000000);
	ck_assert_int_eq(read_text(text, 2000000), -EFBIG);
	memcpy(text, "[guests]\nallow pin=/", 20);
	ck_assert_int_eq(read_text(text, 10000), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.msg, "line 2: the line is too long"));
	ck_assert_int_eq(policy_read(policy, "/nonexistent", &(unsigned int){ 0 }, &err), -ENOENT);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtime");
	TCase *tests = tcase_create("policy");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, globs_are_those_of_shells);
	tcase_add_test(tests, globs_take_no_longer_than_they_may);
	tcase_add_test(tests, globs_hold_globs);
	tcase_add_test(tests, globs_overlap_where_a_text_shows_it);
	tcase_add_test(tests, without_rules_only_pins_are_refused);
	tcase_add_test(tests, a_file_refuses_what_it_does_not_allow);
	tcase_add_test(tests, the_last_rule_decides);
	tcase_add_test(tests, the_command_line_comes_after_the_file);
	tcase_add_test(tests, sections_and_types_are_patterns);
	tcase_add_test(tests, options_are_held_against_rules);
	tcase_add_test(tests, targets_that_mean_several_things);
	tcase_add_test(tests, functions_have_one_name);
	tcase_add_test(tests, functions_have_several_names);
	tcase_add_test(tests, addresses_lead_anywhere_in_a_file);
	tcase_add_test(tests, pins_have_plain_paths);
	tcase_add_test(tests, pins_follow_no_link);
	tcase_add_test(tests, questions_have_words);
	tcase_add_test(tests, limits_are_numbers);
	tcase_add_test(tests, wrong_rules_are_told);
	tcase_add_test(tests, wrong_files_are_told_with_the_line);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
