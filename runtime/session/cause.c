// SPDX-License-Identifier: MIT
#include "session/cause.h"

#include <bpf/libbpf.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "attach/suggest.h"
#include "base/log.h"
#include "kinds/kind.h"
#include "lib/err.h"
#include "lib/near.h"
#include "session/object.h"
#include "session/session.h"

/* BTF_FILES: the descriptors that a load has beside those of programs and maps, at most. */
enum { LINE_SIZE = 200, WORD_SIZE = 64, BTF_FILES = 4 };

struct line {
	const char *at;
	size_t len;
};

/* The next line of the text, which it moves on. */
static bool next_line(const char **text, const char *end, struct line *line)
{
	const char *stop;

	if (*text >= end)
		return false;
	stop = memchr(*text, '\n', (size_t)(end - *text));
	*line = (struct line){ *text, (size_t)((stop ? stop : end) - *text) };
	*text += line->len + 1;
	return true;
}

static bool begins_with(struct line line, const char *words)
{
	return line.len >= strlen(words) && memcmp(line.at, words, strlen(words)) == 0;
}

/* Whether it is the verifier's own words: no instruction, register or number of its own. */
static bool is_said(struct line line)
{
	static const char *const others[] = { "processed ",   "verification time ",
					      "stack depth ", "max_states",
					      "-- END",       "from ",
					      "func#",        "Func#",
					      "Live regs",    "mark_precise",
					      "last_idx",     "caller",
					      "callee",       "cur state:",
					      "old state:",   "Global function",
					      "Validating" };

	if (!line.len || isdigit((unsigned char)*line.at) || strchr("; \t", *line.at))
		return false;
	if (*line.at == 'R' && memchr(line.at, '=', line.len < 8 ? line.len : 8))
		return false;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (begins_with(line, others[i]))
			return false;
	return true;
}

/* "; source @ file:line" (Linux 6.8), or "; source". */
static void print_source(struct line line, char text[static LINE_SIZE])
{
	const char *at = line.len > 2 ? memmem(line.at, line.len, " @ ", 3) : NULL;

	text[0] = '\0';
	if (line.len <= 2)
		return;
	if (at)
		snprintf(text, LINE_SIZE, "%.*s: ", (int)(line.at + line.len - at - 3), at + 3);
	else
		snprintf(text, LINE_SIZE, "'%.*s': ", (int)(line.len - 2), line.at + 2);
}

/* What is said of a loop stands at the end of its last instruction. */
static bool is_loop(struct line line, struct line *said)
{
	const char *at = memmem(line.at, line.len, "infinite loop", strlen("infinite loop"));

	if (at)
		*said = (struct line){ at, line.len - (size_t)(at - line.at) };
	return at;
}

/* What the log of the program that was refused ends with. */
static bool find_words(const struct object *object, struct line *said, struct line *source)
{
	const char *text = object->log.data, *end = text + object->log.len;
	struct line line;

	*said = *source = (struct line){ NULL, 0 };
	while (text && next_line(&text, end, &line)) {
		if (memmem(line.at, line.len, "-- BEGIN ", 9))
			*said = *source = (struct line){ NULL, 0 };
		else if (begins_with(line, "; "))
			*source = line;
		else if (!is_loop(line, said) && is_said(line))
			*said = line;
	}
	return said->at;
}

static bool hint_words(const struct object *object, struct err *err)
{
	struct line said, source;
	char where[LINE_SIZE];

	if (!log_has(&object->session->log, "BPF program load failed") ||
	    !find_words(object, &said, &source))
		return false;
	print_source(source, where);
	/* What all such refusals have in common. */
	if (memmem(said.at, said.len, "GPL", 3))
		err_hint(err, "%s%.*s; the object needs char LICENSE[] SEC(\"license\") = \"GPL\";",
			 where, (int)said.len, said.at);
	else
		err_hint(err, "%s%.*s", where, (int)said.len, said.at);
	return true;
}

/* The word between quotes after some words of libbpf's; empty where it did not say so. */
static void find_word(const char *log, const char *words, char ret_word[static WORD_SIZE])
{
	const char *at = log ? strstr(log, words) : NULL;
	size_t len = at ? strcspn(at + strlen(words), "'\n") : 0;

	if (len >= WORD_SIZE)
		len = 0;
	memcpy(ret_word, at ? at + strlen(words) : "", len);
	ret_word[len] = '\0';
}

/* Calls `visit` with each word that sections begin with. */
static void each_section(void (*visit)(void *context, const char *word), void *context)
{
	const struct kind *kind;

	for (size_t i = 0; (kind = kind_at(i)); i++) {
		for (const char *words = kind->sections; *words; words += strspn(words, " ")) {
			char word[WORD_SIZE];
			const size_t len = strcspn(words, " ");

			snprintf(word, sizeof(word), "%.*s", (int)len, words);
			visit(context, word);
			words += len;
		}
	}
}

static void offer(void *near, const char *word)
{
	near_offer(near, word);
}

static void add_word(void *text, const char *word)
{
	buf_printf(text, " %s", word);
}

static bool hint_section(const char *log, struct err *err)
{
	struct buf list = BUF_INIT(1024);
	char section[WORD_SIZE];
	struct near near;

	find_word(log, "missing BPF prog type, check ELF section name '", section);
	if (!*section)
		return false;
	section[strcspn(section, "/")] = '\0';
	near = near_begin(section);
	each_section(offer, &near);
	if (*near.nearest) {
		err_hint(err, "did you mean SEC(\"%s\")?", near.nearest);
		return true;
	}
	each_section(add_word, &list);
	err_hint(err, "sections begin with one of:%s", list.data ? list.data : "");
	buf_release(&list);
	return true;
}

/* A function or tracepoint that programs are bound to when they are loaded. */
static bool hint_target(const struct object *object, const char *log, struct err *err)
{
	char name[WORD_SIZE], near[SUGGEST_MAX], program[WORD_SIZE];
	const struct bpf_program *prog;
	bool found;

	find_word(log, "failed to find kernel BTF type ID of '", name);
	find_word(log, "prog '", program);
	prog = *name ? bpf_object__find_program_by_name(object->bpf, program) : NULL;
	if (!prog)
		return false;
	if (bpf_program__expected_attach_type(prog) == BPF_TRACE_RAW_TP)
		found = suggest_tracepoint(NULL, name, near);
	else
		found = suggest_function(name, bpf_program__type(prog) == BPF_PROG_TYPE_LSM
						       ? "bpf_lsm_" : "", near);
	if (found && strcmp(near, name) != 0)
		err_hint(err, "did you mean '%s'?", near);
	else
		err_hint(err, "this kernel has no '%s' for '%s'", name,
			 bpf_program__section_name(prog));
	return true;
}

/* Where libbpf gets no descriptor, it finds that the kernel lacks this and that. */
bool cause_hint_files(const struct object *object, struct err *err)
{
	const int lowest = fcntl(STDIN_FILENO, F_DUPFD, 0);
	rlim_t needed = lowest < 0 ? 0 : (rlim_t)lowest + BTF_FILES;
	struct bpf_program *prog;
	struct bpf_map *map;
	struct rlimit limit;

	if (lowest >= 0)
		close(lowest);
	else if (errno != EMFILE)
		return false;
	if (object->bpf) {
		bpf_object__for_each_program (prog, object->bpf)
			needed++;
		bpf_object__for_each_map (map, object->bpf)
			needed++;
	}
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    (lowest >= 0 && object->bpf && needed <= limit.rlim_cur))
		return false;
	err_hint(err, "this process may have %llu files open, which are too few: raise 'ulimit -n'",
		 (unsigned long long)limit.rlim_cur);
	return true;
}

void cause_hint(const struct object *object, struct err *err)
{
	const char *log = object->session->log.text.data;

	if (!cause_hint_files(object, err) && !hint_section(log, err) &&
	    !hint_target(object, log, err))
		hint_words(object, err);
}
