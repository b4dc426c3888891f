/* SPDX-License-Identifier: MIT */
/*
 * Kinds of programs, by what they are attached to: the table in kinds.def. The functions here
 * answer questions about texts; they ask neither the kernel nor libbpf.
 */
#ifndef KINDS_KIND_H
#define KINDS_KIND_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a target is, without its options. */
enum target_form {
	FORM_WORD,            /* a text with a meaning of its own: "cpu-clock@99hz" */
	FORM_DEVICE,          /* a network device */
	FORM_PATH,            /* a file or folder */
	FORM_FUNCTION,        /* a function of the kernel, perhaps "+offset" */
	FORM_FUNCTIONS,       /* a pattern of functions */
	FORM_SYSCALL,         /* a system call */
	FORM_TRACEPOINT,      /* category/name */
	FORM_FILE_FUNCTION,   /* file:symbol, perhaps "+offset", or file:address */
	FORM_FILE_FUNCTIONS,  /* file:pattern */
	FORM_FILE_PROBE,      /* file:provider:name */
	FORM_BOUND_FUNCTION,  /* the function that the load bound it to */
};

enum {
	KIND_IN_SECTION = 1,     /* the section names the target after its first word */
	KIND_HAS_COOKIE = 2,     /* programs can have a cookie */
	KIND_NEEDS_TRACEFS = 4,  /* libbpf looks things up in tracefs */
	KIND_IS_BOUND = 8,       /* the load binds it; attach may only name the same target */
	KIND_IS_MAP = 16,        /* what is attached is the map that names the program */
	KIND_OBSERVES = 32,      /* it needs no CAP_NET_ADMIN */
};

enum kind_id {
#define KIND(id, ...) KIND_##id,
#include "kinds/kinds.def"
	KIND_COUNT
};

struct kind {
	enum kind_id id;
	const char *sections;   /* first words of sections, separated by blanks */
	const char *types;      /* names of program types, separated by blanks */
	enum target_form form;
	unsigned int flags;     /* KIND_... */
	const char *options;    /* of targets, as target_knows() takes them */
	uint64_t capabilities;  /* bit N: capability number N */
	const char *grammar;    /* what a target looks like, for people */
	const char *hint;       /* for -ENOENT, or null */
};

/* The kind of that number, from 0 on. Null after the last. */
const struct kind *kind_at(size_t number);

/* The kind of a program with that section, or null. */
const struct kind *kind_find(const char *section);

/* The first words of all sections that are attached as this one is, separated by blanks. Empty
 * if the section is unknown. */
const char *kind_sections(const char *section);

/* Whether the load binds programs of that section to their targets. */
bool kind_is_bound(const char *section);

/* Whether the target of programs of that section is the path of a folder or file. */
bool kind_takes_path(const char *section);

/* Whether a pattern (lib/glob.h) matches the first word of some section. */
bool kind_matches(const char *pattern);

/* Whether targets of some section that matches can have the option, with a value or without. */
bool kind_has_option(const char *pattern, const char *option, bool has_value);

/* What the section says after its first word, or null. */
const char *kind_section_target(const char *section);

/* The section that stands for a program type, if a program's own section is unknown; or null. */
const char *kind_section_of_type(enum bpf_prog_type type);

/* The word that rules have for programs which the load binds, as in fentry:function. "" if the
 * types are too new for this table, null if the load does not bind such programs. */
const char *kind_bound_word(enum bpf_prog_type type, enum bpf_attach_type attach_type);

#endif
