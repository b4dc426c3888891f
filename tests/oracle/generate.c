// SPDX-License-Identifier: MIT
/*
 * Random declarations of C, for a proof of layouts that shares no code with what it
 * proves: the compiler says what is right.
 *
 *	generate DIR SEED COUNT
 *
 * writes, for COUNT structs and unions,
 *
 *	DIR/types.h   their declarations
 *	DIR/facts.h   SIZE(type) and OFFSET(type, member) for each and all in it
 *	DIR/values.h  a variable of each with values in its members
 *	DIR/check.rs  a function for each that says whether a value of Rust has them
 *	DIR/check.go  the same in Go
 *
 * The same facts.h and values.h are compiled against types.h for BPF and against
 * generated headers for other targets; the bytes must be the same.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;
static FILE *types, *facts, *values, *rust, *go;

static uint64_t draw(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dULL;
}

static unsigned int below(unsigned int limit)
{
	return (unsigned int)(draw() >> 33) % limit;
}

static bool chance(unsigned int percent)
{
	return below(100) < percent;
}

/* --- text that grows ---------------------------------------------------------- */

struct string {
	char *text;
	size_t len, size;
};

static void add(struct string *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void add(struct string *to, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (to->len + (size_t)len + 1 > to->size) {
		to->size = (to->len + (size_t)len + 1) * 2;
		to->text = realloc(to->text, to->size);
		if (!to->text)
			abort();
	}
	va_start(args, fmt);
	vsnprintf(to->text + to->len, (size_t)len + 1, fmt, args);
	va_end(args);
	to->len += (size_t)len;
}

/* --- members ---------------------------------------------------------------------- */

/* A type of one number. */
struct scalar {
	const char *name;
	unsigned int bits;
	enum { INT, UINT, BOOL, REAL, POINTER, ENUM } kind;
	bool in_bits; /* can be a bit-field's */
};

static const struct scalar scalars[] = {
	{ "signed char", 8, INT, true },
	{ "unsigned char", 8, UINT, true },
	{ "char", 7, UINT, false },
	{ "short", 16, INT, true },
	{ "unsigned short", 16, UINT, true },
	{ "int", 32, INT, true },
	{ "unsigned int", 32, UINT, true },
	{ "const volatile int", 32, INT, true },
	{ "long", 64, INT, true },
	{ "unsigned long", 64, UINT, true },
	{ "long long", 64, INT, true },
	{ "unsigned long long", 64, UINT, true },
	{ "t_u8", 8, UINT, true },
	{ "t_s16", 16, INT, true },
	{ "t_u32", 32, UINT, true },
	{ "t_u64", 64, UINT, true },
	{ "__int128", 62, INT, false },
	{ "unsigned __int128", 62, UINT, false },
	{ "_Bool", 1, BOOL, true },
	{ "float", 20, REAL, false },
	{ "double", 30, REAL, false },
	{ "void *", 63, POINTER, false },
	{ "const struct elsewhere *", 63, POINTER, false },
	{ "t_callback", 63, POINTER, false },
	{ "enum e_plain", 2, ENUM, true },
	{ "enum e_signed", 3, ENUM, false },
	{ "enum e_tiny", 7, ENUM, false },
	{ "enum e_small", 9, ENUM, false },
	{ "enum e_huge", 40, ENUM, false },
	{ "t_enum", 2, ENUM, false },
	/* names that others claim */
	{ "enum ok", 1, ENUM, false },
	{ "enum log", 1, ENUM, true },
	{ "enum bpf_map_type", 2, ENUM, false },
	{ "pid_t", 32, UINT, true },
	{ "ssize_t", 40, INT, false },
};

static const char prologue[] =
	"typedef unsigned char t_u8;\n"
	"typedef short t_s16;\n"
	"typedef unsigned int t_u32;\n"
	"typedef unsigned long long t_u64;\n"
	"struct elsewhere;\n"
	"typedef int (*t_callback)(struct elsewhere *, void *);\n"
	"enum e_plain { P0, P1, P2, P3 };\n"
	"enum e_signed { S_MINUS = -5, S_PLUS = 7 };\n"
	"enum e_tiny { T0, T1 = 127 } __attribute__((packed));\n"
	"enum e_small { M_MINUS = -3, M_PLUS = 511 } __attribute__((packed));\n"
	"enum e_huge { H0, H1 = 0x123456789aULL };\n"
	"typedef enum e_plain t_enum;\n"
	"enum ok { Some, None };\n"
	"enum log { EOF, stdin };\n"
	"enum bpf_map_type { BPF_MAP_TYPE_UNSPEC, HASH, s_0, s_1 };\n"
	"typedef unsigned int pid_t;\n"
	"typedef long ssize_t;\n"
	"struct option { int errno; } ;\n"
	"struct empty {};\n\n";

/* What one struct or union is made of, while it grows. */
struct body {
	struct string *declaration;
	const char *type;    /* of the outermost */
	const char *c_path;  /* "a.b[0]." of named members around it */
	const char *r_path;  /* the same in Rust, with the names of anonymous ones */
	const char *g_path;  /* the same in Go, without the '.' */
	bool has_values;
	bool is_union;
	unsigned int depth;
	unsigned int *next_member;
	unsigned int anonymous; /* so far */
	const char **own_name;  /* the tag of the outermost, until a member has it; or null */
};

static struct string rust_checks, go_checks;

static void indent(struct body *body)
{
	for (unsigned int i = 0; i <= body->depth; i++)
		add(body->declaration, "\t");
}

/* A value that a type has room for. */
static long long number(const struct scalar *type, unsigned int bits)
{
	uint64_t value = draw();

	if (bits > 62)
		bits = 62;
	if (type->kind == ENUM || type->kind == REAL || type->kind == POINTER)
		return (long long)(value >> (64 - bits)) & 0x7fffffffffffffff;
	if (type->kind == INT)
		return (long long)value >> (64 - bits);
	return (long long)(value >> (64 - bits));
}

static void scalar_value(struct string *init, const struct scalar *type, long long value)
{
	if (type->kind == POINTER)
		add(init, "POINTER(%s, %lldULL)", type->name, value);
	else
		add(init, "%lldLL", value);
}

/* `suffix` is "()" of a bit-field, which is a method, as in Go all that is in unions is. */
static void check(const struct body *body, const char *member, const char *suffix,
		  const struct scalar *type, long long value)
{
	bool call = body->is_union && *suffix != '(';

	add(&rust_checks, "        assert_eq!((%s%s%s)%s as i128, %lld);\n", body->r_path, member,
	    suffix, type->kind == ENUM ? ".0" : "", value);
	add(&go_checks, "\tsame(%s.M%s%s%s, %lld)\n", body->g_path, member + 1, call ? "()" : "",
	    suffix, value);
}

/* The struct or union that a member is, in Go, where only what has an address has methods. */
static void go_inner(struct string *path, const struct body *body, const char *member,
		     const char *suffix)
{
	add(path, body->is_union ? "addr(%s.%s())%s" : "%s.%s%s", body->g_path, member, suffix);
}

static void fact(const struct body *body, const char *member)
{
	fprintf(facts, "OFFSET(%s, %s%s)\n", body->type, body->c_path, member);
}

/* "T name[2][3];" and values for its first elements. */
static void scalar_member(struct body *body, const char *name, bool with_value, struct string *init)
{
	const struct scalar *type = &scalars[below(sizeof(scalars) / sizeof(*scalars))];
	unsigned int dims = chance(25) ? 1 + below(3) : 0;
	long long value = number(type, type->bits);
	char zeros[16] = "";

	indent(body);
	if (chance(5))
		add(body->declaration, "__attribute__((aligned(%u))) ", 1u << below(6));
	add(body->declaration, "%s %s", type->name, name);
	for (unsigned int i = 0; i < dims; i++) {
		add(body->declaration, "[%u]", 1 + below(4));
		strcat(zeros, "[0]");
	}
	add(body->declaration, ";\n");
	fact(body, name);
	if (!with_value)
		return;
	add(init, ".%s = ", name);
	for (unsigned int i = 0; i < dims; i++)
		add(init, "{ ");
	scalar_value(init, type, value);
	for (unsigned int i = 0; i < dims; i++)
		add(init, " }");
	add(init, ", ");
	check(body, name, zeros, type, value);
}

static void bit_member(struct body *body, const char *name, bool with_value, struct string *init)
{
	const struct scalar *type;
	unsigned int width;
	long long value;

	do
		type = &scalars[below(sizeof(scalars) / sizeof(*scalars))];
	while (!type->in_bits);
	indent(body);
	if (chance(8)) {
		add(body->declaration, "int : %u;\n", chance(50) ? 0 : below(32));
		indent(body);
	}
	width = type->kind == ENUM ? 2 : 1 + below(type->bits);
	value = number(type, width);
	add(body->declaration, "%s %s : %u;\n", type->name, name, width);
	if (!with_value)
		return;
	add(init, ".%s = %lldLL, ", name, value);
	check(body, name, "()", type, value);
}

/* A struct or union that was declared before, maybe through a typedef. */
static void earlier_member(struct body *body, const char *name, bool with_value,
			   struct string *init, unsigned int index)
{
	unsigned int other = below(index);
	bool array = chance(30);
	char go_name[24];

	indent(body);
	add(body->declaration, "%s%u %s%s;\n", chance(30) ? "t_" : "TYPE_", other, name,
	    array ? "[2]" : "");
	fact(body, name);
	if (!with_value)
		return;
	add(init, array ? ".%s = { INIT_%u }, " : ".%s = INIT_%u, ", name, other);
	add(&rust_checks, "        check_%u(%s%s%s);\n", other, body->r_path, name,
	    array ? "[0]" : "");
	snprintf(go_name, sizeof(go_name), "M%s", name + 1);
	add(&go_checks, "\tcheck%u(%s", other, body->is_union && !array ? "" : "&");
	go_inner(&go_checks, body, go_name, array ? "[0]" : "");
	add(&go_checks, ")\n");
}

static void members(struct body *body, struct string *init, unsigned int index);

static const char *attributes(void)
{
	static const char *const all[] = {
		"", "", "", "", " __attribute__((packed))", " __attribute__((aligned(16)))",
		" __attribute__((packed, aligned(4)))",
	};

	return all[below(sizeof(all) / sizeof(*all))];
}

/* A struct or union that stands in the other one, with or without a name. */
static void inner_member(struct body *outer, const char *name, bool with_value,
			 struct string *init, unsigned int index)
{
	bool is_union = chance(50), named = chance(50), array = named && chance(30);
	struct string c_path = { 0 }, r_path = { 0 }, g_path = { 0 }, values_of = { 0 };
	struct body body = *outer;
	char go_name[24];

	indent(outer);
	add(outer->declaration, "%s {\n", is_union ? "union" : "struct");
	add(&c_path, "%s", outer->c_path);
	if (named) {
		add(&c_path, "%s%s.", name, array ? "[0]" : "");
		add(&r_path, "%s%s%s.", outer->r_path, name, array ? "[0]" : "");
	} else {
		outer->anonymous++;
		add(&r_path, outer->anonymous > 1 ? "%sanon_%u." : "%sanon.", outer->r_path,
		    outer->anonymous);
	}
	if (named)
		snprintf(go_name, sizeof(go_name), "M%s", name + 1);
	else
		snprintf(go_name, sizeof(go_name), outer->anonymous > 1 ? "Anon_%u" : "Anon",
			 outer->anonymous);
	go_inner(&g_path, outer, go_name, array ? "[0]" : "");
	body.c_path = c_path.text;
	body.r_path = r_path.text;
	body.g_path = g_path.text;
	body.depth++;
	body.anonymous = 0;
	body.own_name = named ? NULL : outer->own_name;
	body.is_union = is_union;
	body.has_values = with_value;
	members(&body, &values_of, index);
	indent(outer);
	add(outer->declaration, "}%s %s%s;\n", attributes(), named ? name : "",
	    array ? "[3]" : "");
	if (named)
		fact(outer, name);
	if (with_value && values_of.text)
		add(init, named ? ".%2$s = %3$s{ %1$s }%4$s, " : "%s", values_of.text, name,
		    array ? "{ " : "", array ? " }" : "");
	free(c_path.text);
	free(r_path.text);
	free(g_path.text);
	free(values_of.text);
}

/* A member that is called as its struct is. In C++, one of an anonymous struct cannot be: it has
 * another name there, so that nothing is said of it. */
static void own_name_member(struct body *body)
{
	if (!body->own_name || !*body->own_name || !chance(20))
		return;
	indent(body);
	add(body->declaration, "t_s16 %s;\n", *body->own_name);
	*body->own_name = NULL;
}

static void members(struct body *body, struct string *init, unsigned int index)
{
	unsigned int count = 1 + below(body->depth ? 4 : 9);
	unsigned int chosen = below(count); /* of a union, the one with a value */

	if (body->depth)
		own_name_member(body);

	for (unsigned int i = 0; i < count; i++) {
		bool with_value = body->has_values && (!body->is_union || i == chosen);
		unsigned int kind = below(100);
		char name[16];

		snprintf(name, sizeof(name), "m%u", (*body->next_member)++);
		if (kind < 30)
			bit_member(body, name, with_value, init);
		else if (kind < 45 && body->depth < 3)
			inner_member(body, name, with_value, init, index);
		else if (kind < 55 && index > 0)
			earlier_member(body, name, with_value, init, index);
		else
			scalar_member(body, name, with_value, init);
	}
}

static void declaration(unsigned int index)
{
	struct string text = { 0 }, init = { 0 };
	unsigned int next_member = 0;
	bool is_union = chance(15), is_typedef = chance(15);
	char type[32];
	const char *tag = is_typedef ? NULL : type + strlen(is_union ? "union " : "struct ");
	struct body body = {
		.declaration = &text, .type = type, .c_path = "", .r_path = "v.", .g_path = "v",
		.has_values = true, .is_union = is_union, .next_member = &next_member,
		.own_name = &tag,
	};

	snprintf(type, sizeof(type), is_typedef ? "a_%u" : is_union ? "union s_%u" : "struct s_%u",
		 index);
	rust_checks.len = go_checks.len = 0;
	fprintf(facts, "SIZE(%s)\n%s", type, index == 0 ? "s_1,\n" : "");
	members(&body, &init, index);
	if (!is_union && chance(10)) {
		add(&text, "\t%s tail[%s];\n", chance(50) ? "unsigned int" : "struct empty",
		    chance(50) ? "0" : "");
		fprintf(facts, "OFFSET(%s, tail)\n", type);
	}
	if (is_typedef)
		fprintf(types, "typedef %s {\n%s}%s %s;\n", is_union ? "union" : "struct",
			text.text, attributes(), type);
	else
		fprintf(types, "%s {\n%s}%s;\n", type, text.text, attributes());
	fprintf(types, "typedef %s t_%u;\n#define TYPE_%u %s\n\n", type, index, index, type);
	fprintf(values, "#define INIT_%u { %s}\n%s v_%u VALUE = INIT_%u;\n", index,
		init.text ? init.text : "", type, index, index);
	fprintf(rust, "fn check_%u(v: %s%u) {\n    unsafe {\n%.*s    }\n}\n\n", index,
		is_typedef ? "A" : "S", index, (int)rust_checks.len,
		rust_checks.len ? rust_checks.text : "");
	fprintf(go, "func check%u(v *%s%u) {\n%.*s}\n\n", index, is_typedef ? "A" : "S", index,
		(int)go_checks.len, go_checks.len ? go_checks.text : "");
	free(text.text);
	free(init.text);
}

static FILE *create(const char *dir, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

int main(int argc, char **argv)
{
	unsigned int count;

	if (argc != 4) {
		fprintf(stderr, "usage: generate DIR SEED COUNT\n");
		return 2;
	}
	state = strtoull(argv[2], NULL, 0) * 0x9e3779b97f4a7c15ULL | 1;
	count = (unsigned int)strtoul(argv[3], NULL, 0);
	types = create(argv[1], "types.h");
	facts = create(argv[1], "facts.h");
	values = create(argv[1], "values.h");
	rust = create(argv[1], "check.rs");
	go = create(argv[1], "check.go");
	fputs("package main\n\n", go);
	fputs(prologue, types);
	for (unsigned int i = 0; i < count; i++)
		declaration(i);
	fputs("pub fn check_all(bytes: &[u8]) {\n    let mut at = 0;\n", rust);
	fputs("func checkAll(b []byte) {\n\tat := 0\n", go);
	for (unsigned int i = 0; i < count; i++) {
		fprintf(rust, "    check(bytes, &mut at, check_%u);\n", i);
		fprintf(go, "\tcheck(b, &at, check%u)\n", i);
	}
	fputs("}\n", rust);
	fputs("}\n", go);
	free(rust_checks.text);
	free(go_checks.text);
	return fclose(types) | fclose(facts) | fclose(values) | fclose(rust) | fclose(go) ? 1 : 0;
}
