/* SPDX-License-Identifier: MIT */
/*
 * Kinds of programs by what they are attached to, from the table in kinds.def. It answers
 * questions about texts, and asks neither the kernel nor libbpf.
 */
#ifndef KINDS_KIND_H
#define KINDS_KIND_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a target is, options apart. */
enum target_form {
	FORM_WORD,            /* a text with a meaning of its own: "cpu-clock@99hz" */
	FORM_DEVICE,          /* a network device */
	FORM_PATH,            /* a file or folder */
	FORM_FUNCTION,        /* a function of the kernel's, perhaps "+offset" */
	FORM_FUNCTIONS,       /* a pattern of functions */
	FORM_SYSCALL,         /* a system call */
	FORM_TRACEPOINT,      /* category/name */
	FORM_FILE_FUNCTION,   /* file:symbol, perhaps "+offset", or file:address */
	FORM_FILE_FUNCTIONS,  /* file:pattern */
	FORM_FILE_PROBE,      /* file:provider:name */
	FORM_BOUND_FUNCTION,  /* the function that it was bound to at the load */
};

enum {
	KIND_IN_SECTION = 1,     /* what the section says after its first word is a target */
	KIND_HAS_COOKIE = 2,     /* programs can be given a cookie */
	KIND_NEEDS_TRACEFS = 4,  /* libbpf looks things up in tracefs */
	KIND_IS_BOUND = 8,       /* the load binds it; attaching can only confirm the target */
	KIND_IS_MAP = 16,        /* not the program is attached, but the map that names it */
	KIND_OBSERVES = 32,      /* it takes no CAP_NET_ADMIN */
};

enum kind_id {
#define KIND(id, ...) KIND_##id,
#include "kinds/kinds.def"
	KIND_COUNT
};

struct kind {
	enum kind_id id;
	const char *sections;   /* words, separated by blanks, as are */
	const char *types;      /* names of program types */
	enum target_form form;
	unsigned int flags;
	const char *options;
	const char *libbpf;     /* the least version, or "" */
	uint64_t capabilities;  /* bits by their numbers */
	const char *grammar;
	const char *hint;       /* for -ENOENT, or null */
};

/* The kinds by number, from 0 on: null after the last. */
const struct kind *kind_at(size_t number);

/* The kind of a program with that section, or null. */
const struct kind *kind_find(const char *section);

/* The words that a section can begin with to be attached as this one is, separated by
 * blanks; empty where the section is not known. */
const char *kind_sections(const char *section);

/* Whether the load binds programs of that section to their target. */
bool kind_is_bound(const char *section);

/* Whether the target of programs of that section is the path of a folder or file. */
bool kind_takes_path(const char *section);

/* Whether a pattern (lib/glob.h) matches a word that sections begin with. */
bool kind_matches(const char *pattern);

/* Whether targets of sections that match can have the option, with a value or without. */
bool kind_has_option(const char *pattern, const char *option, bool has_value);

/* What the section says after its first word, or null. */
const char *kind_section_target(const char *section);

/* The section that a program without a known one is attached by, or null. */
const char *kind_section_of_type(enum bpf_prog_type type);

/* The word by which rules call what programs of these types are bound to when they are
 * loaded, as in fentry:function: "" where the types are newer than this, null where
 * nothing is bound. */
const char *kind_bound_word(enum bpf_prog_type type, enum bpf_attach_type attach_type);

#endif
