// SPDX-License-Identifier: MIT
/* Go: the methods that get and set bit-fields, a statement for each byte that has some
 * of the bits. */
#include "bindings/describe.h"
#include "btf2h/go.h"
#include "lib/text.h"

enum { WORD = 64 };

/* Where bits are. */
struct bits {
	const char *bytes; /* "v" or "v." and ... */
	const char *name;  /* ... an array of bytes in it */
	uint32_t at;
	uint32_t count;    /* 1 to 64 */
};

/* What a bit-field is in the end. */
struct kind {
	uint32_t size;
	bool is_bool;
	bool is_signed;
};

static struct kind kind_of(const struct plan *plan, const struct plan_ref *ref)
{
	const struct plan_type *type;

	if (ref->kind != REF_NAMED)
		return (struct kind){ ref->size, ref->kind == REF_BOOL,
				      ref->kind == REF_INT && ref->is_signed };
	type = &plan->types[ref->type];
	if (type->kind == PLAN_ENUM)
		return (struct kind){ type->size, false, type->is_signed };
	return kind_of(plan, &type->ref);
}

uint32_t go_bit_size(const struct plan *plan, const struct plan_ref *ref)
{
	return kind_of(plan, ref).size;
}

/* --- statements ------------------------------------------------------------------------ */

/* The bits that byte `i` of those with some of the bits has; 0 past the last one. */
static unsigned int byte_mask(const struct bits *bits, uint32_t i)
{
	uint32_t end = bits->at % 8 + bits->count;
	unsigned int mask = i == 0 ? 0xffu << bits->at % 8 : 0xff;

	if (i * 8 >= end)
		return 0;
	return mask & (end - i * 8 < 8 ? (1u << (end - i * 8)) - 1 : 0xff);
}

static void byte(struct buf *out, const struct bits *bits, uint32_t i)
{
	text(out, "%s%s[%u]", bits->bytes, bits->name, bits->at / 8 + i);
}

/* Declares the uint64 `word`, with the bits and, above them, what else is in the bytes. */
static void gather(struct buf *out, const char *word, const struct bits *bits)
{
	uint32_t shift = bits->at % 8;

	text(out, "\t%s := uint64(", word);
	byte(out, bits, 0);
	if (shift)
		text(out, " >> %u", shift);
	buf_puts(out, ")\n");
	for (uint32_t i = 1; byte_mask(bits, i); i++) {
		text(out, "\t%s |= uint64(", word);
		byte(out, bits, i);
		text(out, ") << %u\n", i * 8 - shift);
	}
}

/* Puts the bits of the uint64 `word` into their bytes. */
static void scatter(struct buf *out, const char *word, const struct bits *bits)
{
	uint32_t shift = bits->at % 8;
	unsigned int mask;

	for (uint32_t i = 0; (mask = byte_mask(bits, i)); i++) {
		bool whole = mask == 0xff;

		buf_puts(out, "\t");
		byte(out, bits, i);
		buf_puts(out, " = ");
		if (!whole) {
			byte(out, bits, i);
			text(out, "&^0x%x | ", mask);
		}
		text(out, "byte(%s", word);
		if (i) /* spaced as gofmt does it */
			text(out, whole ? " >> %u" : ">>%u", i * 8 - shift);
		else if (shift)
			text(out, "<<%u", shift);
		buf_puts(out, ")");
		if (!whole)
			text(out, "&0x%x", mask);
		buf_puts(out, "\n");
	}
}

/* Drops what is above the lowest `count` bits of the uint64 `word`. */
static void extend(struct buf *out, const char *word, uint32_t count, bool is_signed)
{
	if (count == WORD)
		return;
	if (is_signed)
		text(out, "\t%s = uint64(int64(%s<<%u) >> %u)\n", word, word, WORD - count,
		     WORD - count);
	else
		text(out, "\t%s &= 0x%llx\n", word, (1ULL << count) - 1);
}

/* --- 128 bits, which are an array of bytes --------------------------------------------------- */

static struct bits low_half(const struct bits *bits)
{
	struct bits low = *bits;

	low.count = low.count < WORD ? low.count : WORD;
	return low;
}

static struct bits high_half(const struct bits *bits)
{
	struct bits high = *bits;

	high.at += WORD;
	high.count -= WORD;
	return high;
}

static void get_wide(struct buf *out, const struct bits *bits, bool is_signed)
{
	struct bits low = low_half(bits), high = high_half(bits);

	gather(out, "low", &low);
	extend(out, "low", low.count, is_signed);
	buf_puts(out, "\tbinary.LittleEndian.PutUint64(value[:], low)\n");
	if (bits->count > WORD) {
		gather(out, "high", &high);
		extend(out, "high", high.count, is_signed);
		buf_puts(out, "\tbinary.LittleEndian.PutUint64(value[8:], high)\n");
	} else if (is_signed) {
		buf_puts(out, "\tbinary.LittleEndian.PutUint64(value[8:], "
			 "uint64(int64(low)>>63))\n");
	}
	buf_puts(out, "\treturn value\n");
}

static void set_wide(struct buf *out, const struct bits *bits)
{
	struct bits low = low_half(bits), high = high_half(bits);

	buf_puts(out, "\tlow := binary.LittleEndian.Uint64(value[:])\n");
	scatter(out, "low", &low);
	if (bits->count <= WORD)
		return;
	buf_puts(out, "\thigh := binary.LittleEndian.Uint64(value[8:])\n");
	scatter(out, "high", &high);
}

/* --- methods ----------------------------------------------------------------------------------- */

static void get(struct buf *out, const char *type, const struct bits *bits,
		const struct kind *kind)
{
	gather(out, "bits", bits);
	if (kind->is_bool) {
		buf_puts(out, "\treturn bits&1 != 0\n");
		return;
	}
	extend(out, "bits", bits->count, kind->is_signed);
	text(out, "\treturn %s(bits)\n", type);
}

static void set(struct buf *out, const struct bits *bits, const struct kind *kind)
{
	buf_puts(out, kind->is_bool ? "\tvar bits uint64\n\tif value {\n\t\tbits = 1\n\t}\n" :
				      "\tbits := uint64(value)\n");
	scatter(out, "bits", bits);
}

static const char *type_name(const struct plan *plan, const struct plan_ref *ref)
{
	if (ref->kind == REF_NAMED)
		return plan->types[ref->type].name;
	if (ref->kind == REF_BOOL)
		return "bool";
	return go_is_bytes(ref) ? "[16]byte" : go_integer(ref->size, ref->is_signed);
}

void go_bit_accessors(struct go *go, const struct plan_type *type,
		      const struct plan_field *storage, const struct plan_field *field)
{
	bool is_shared = go_is_shared(go->plan, type);
	struct kind kind = kind_of(go->plan, &field->ref);
	const char *name = type_name(go->plan, &field->ref);
	struct buf *out = go->out;
	struct bits bits = {
		.bytes = is_shared ? "v" : "v.",
		.name = is_shared ? "" : storage->name,
		.at = field->bit_offset + (is_shared ? field->offset * 8 : 0),
		.count = field->bits,
	};

	text(out, "\n// %s is ", field->name);
	describe_field(out, go->plan, field);
	text(out, "\nfunc (v *%s) %s() %s%s%s {\n", type->name, field->name,
	     kind.size > 8 ? "(value " : "", name, kind.size > 8 ? ")" : "");
	if (kind.size > 8)
		get_wide(out, &bits, kind.is_signed);
	else
		get(out, name, &bits, &kind);
	text(out, "}\n\n// %s sets the value of %s.\nfunc (v *%s) %s(value %s) {\n", field->setter,
	     field->name, type->name, field->setter, name);
	if (kind.size > 8)
		set_wide(out, &bits);
	else
		set(out, &bits, &kind);
	buf_puts(out, "}\n");
}
