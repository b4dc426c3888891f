// SPDX-License-Identifier: MIT
#include "records/pump_code.h"

#include <linux/bpf.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/wasm.h"
#include "records/ring.h"

/* The instructions that it is written in, as bytes. Memory 0 is the guest's, 1 its own. */
enum { I32 = 0x7f, I64 = 0x7e, VOID = 0x40, FUNCREF = 0x70 };

#define GET(local) 0x20, local
#define SET(local) 0x21, local
#define TEE(local) 0x22, local
#define I32_CONST(byte) 0x41, (byte) & 0x7f
#define I32_CONST_28(number)                                                                 \
	0x41, 0x80 | ((number) & 0x7f), 0x80 | ((number) >> 7 & 0x7f),                       \
		0x80 | ((number) >> 14 & 0x7f), 0x80 | ((number) >> 21 & 0x7f),              \
		(number) >> 28 & 0xf
#define BLOCK 0x02, VOID
#define LOOP 0x03, VOID
#define IF 0x04, VOID
#define END 0x0b
#define BR(depth) 0x0c, depth
#define BR_IF(depth) 0x0d, depth
#define CALL_TABLE(type) 0x11, type, 0
#define I32_LOAD_1(offset) 0x28, 0x42, 1, offset
#define I32_STORE_1(offset) 0x36, 0x42, 1, offset
#define I32_ATOMIC_LOAD_1(offset) 0xfe, 0x10, 0x42, 1, offset
#define I64_ATOMIC_LOAD_1(offset) 0xfe, 0x11, 0x43, 1, offset
#define I64_ATOMIC_STORE_1(offset) 0xfe, 0x18, 0x43, 1, offset
#define I64_STORE_1_14(offset) 0x37, 0x43, 1, 0x80 | ((offset) & 0x7f), (offset) >> 7
#define COPY_1_TO_0 0xfc, 0x0a, 0, 1
/* From AT, where the record's header is, to TO. */
#define COPY_16(offset) GET(TO), GET(AT), 0xfd, 0, 0x40, 1, 8 + (offset), 0xfd, 11, 0, offset
#define COPY_8 GET(TO), GET(AT), 0x29, 0x40, 1, 8, 0x37, 0, 0
#define COPY_4 GET(TO), GET(AT), 0x28, 0x40, 1, 8, 0x36, 0, 0
#define COPY_2 GET(TO), GET(AT), 0x2f, 0x40, 1, 8, 0x3b, 0, 0
#define COPY_1 GET(TO), GET(AT), 0x2d, 0x40, 1, 8, 0x3a, 0, 0
#define ADVANCE(bytes) \
	GET(AT), I32_CONST_28(bytes), I32_ADD, SET(AT), GET(TO), I32_CONST_28(bytes), I32_ADD, SET(TO)
#define IF_LEFT(bit) GET(LEFT), I32_CONST(bit), I32_AND, IF
#define I32_EQ 0x46
#define I32_LT_S 0x48
#define I32_LT_U 0x49
#define I32_GT_U 0x4b
#define I32_GE_U 0x4f
#define I64_GE_U 0x5a
#define I32_ADD 0x6a
#define I32_SUB 0x6b
#define I32_AND 0x71
#define I64_ADD 0x7c
#define I64_SUB 0x7d
#define I32_WRAP 0xa7
#define I64_EXTEND 0xad

enum { LIMIT, CONTEXT, DATA, MAX_SIZE, PAGE, MASK, CONTROL,          /* parameters */
       COUNT, AT, HEADER, SIZE, TO, LEFT, RESULT, POSITION, STORED, PRODUCER };  /* locals */
enum { TYPE_CALLBACK, TYPE_PUMP };
enum { STEP = 4096, COPY_IN_LINE = 2048 };  /* bytes between stores of the position */

#define FIELD(name) offsetof(struct pump_control, name)
#define INCREMENT(name) \
	GET(CONTROL), GET(CONTROL), I32_LOAD_1(FIELD(name)), I32_CONST(1), I32_ADD, \
		I32_STORE_1(FIELD(name))

static const unsigned char types[] = {
	2,
	0x60, 3, I32, I32, I32, 1, I32,
	0x60, 7, I32, I32, I32, I32, I32, I32, I32, 0,
};
static const unsigned char imports[] = {
	1, 5, 'g', 'u', 'e', 's', 't', 6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 0, 0,
};
static const unsigned char functions[] = { 1, TYPE_PUMP };
static const unsigned char tables[] = { 1, FUNCREF, 0, 1 };
static const unsigned char memories[] = { 1, 0, 0 };
static const unsigned char exports[] = {
	3,
	6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 1,
	5, 't', 'a', 'b', 'l', 'e', 1, 0,
	4, 'p', 'u', 'm', 'p', 0, 0,
};

/* What backtraces call it. */
static const unsigned char names[] = {
	4, 'n', 'a', 'm', 'e', 1, 7, 1, 0, 4, 'p', 'u', 'm', 'p',
};

static const unsigned char body[] = {
	2,
	7,
	I32,
	3,
	I64,  /* the locals' types */

	I32_CONST(0),
	I64_ATOMIC_LOAD_1(0),
	SET(POSITION),
	GET(POSITION),
	SET(STORED),
	GET(PAGE),
	I64_ATOMIC_LOAD_1(0),
	SET(PRODUCER),
	BLOCK,
	LOOP,
	GET(POSITION),
	GET(PRODUCER),
	I64_GE_U,
	BR_IF(1),
	GET(COUNT),
	GET(LIMIT),
	I32_EQ,
	BR_IF(1),

		/* The record, unless its producer is still busy with it. */
	GET(POSITION),
	I32_WRAP,
	GET(MASK),
	I32_AND,
	GET(PAGE),
	I32_ADD,
	GET(PAGE),
	I32_ADD,
	SET(AT),
	GET(AT),
	I32_ATOMIC_LOAD_1(0),
	SET(HEADER),
	GET(HEADER),
	I32_CONST(0),
	I32_LT_S,
	BR_IF(1),
	GET(HEADER),
	I32_CONST_28(0x3fffffff),
	I32_AND,
	SET(SIZE),
	GET(POSITION),
	GET(SIZE),
	I32_CONST(15),
	I32_ADD,
	I32_CONST(-8),
	I32_AND,
	I64_EXTEND,
	I64_ADD,
	SET(POSITION),
	I32_CONST(0),
	GET(POSITION),
	I64_STORE_1_14(RING_MARK),

	GET(HEADER),
	GET(SIZE),
	I32_EQ,
	IF,  /* it is not discarded */
	INCREMENT(delivered),
	GET(SIZE),
	GET(MAX_SIZE),
	I32_GT_U,
	IF,
	GET(MAX_SIZE),
	SET(SIZE),
	INCREMENT(cut),
	END,
			/* Straight code but for large ones: every turn of a loop asks the
			 * engine whether to go on. */
	GET(DATA),
	SET(TO),
	GET(SIZE),
	SET(LEFT),
	GET(SIZE),
	I32_CONST_28(COPY_IN_LINE),
	I32_GT_U,
	IF,
	GET(TO),
	GET(AT),
	I32_CONST(8),
	I32_ADD,
	GET(SIZE),
	COPY_1_TO_0,
	I32_CONST(0),
	SET(LEFT),
	END,
	BLOCK,
	LOOP,
	GET(LEFT),
	I32_CONST_28(64),
	I32_LT_U,
	BR_IF(1),
	COPY_16(0),
	COPY_16(16),
	COPY_16(32),
	COPY_16(48),
	ADVANCE(64),
	GET(LEFT),
	I32_CONST_28(64),
	I32_SUB,
	SET(LEFT),
	BR(0),
	END,
	END,
	IF_LEFT(32),
	COPY_16(0),
	COPY_16(16),
	ADVANCE(32),
	END,
	IF_LEFT(16),
	COPY_16(0),
	ADVANCE(16),
	END,
	IF_LEFT(8),
	COPY_8,
	ADVANCE(8),
	END,
	IF_LEFT(4),
	COPY_4,
	ADVANCE(4),
	END,
	IF_LEFT(2),
	COPY_2,
	ADVANCE(2),
	END,
	IF_LEFT(1),
	COPY_1,
	END,
	GET(CONTROL),
	GET(CONTEXT),
	GET(DATA),
	GET(SIZE),
	I32_CONST(0),
	CALL_TABLE(TYPE_CALLBACK),
	TEE(RESULT),
	I32_STORE_1(FIELD(result)),
	GET(COUNT),
	I32_CONST(1),
	I32_ADD,
	SET(COUNT),
	GET(RESULT),
	I32_CONST(0),
	I32_LT_S,
	BR_IF(2),
	GET(CONTROL),
	I32_LOAD_1(FIELD(stop)),
	BR_IF(2),
	END,

	GET(POSITION),
	GET(STORED),
	I64_SUB,
	I32_WRAP,
	I32_CONST_28(STEP),
	I32_GE_U,
	IF,
	I32_CONST(0),
	GET(POSITION),
	I64_ATOMIC_STORE_1(0),
	GET(POSITION),
	SET(STORED),
	END,
	BR(0),
	END,
	END,
	I32_CONST(0),
	GET(POSITION),
	I64_ATOMIC_STORE_1(0),
	END,
};

_Static_assert(BPF_RINGBUF_BUSY_BIT == 1u << 31 && BPF_RINGBUF_DISCARD_BIT == 1u << 30 &&
		       BPF_RINGBUF_HDR_SZ == 8 && offsetof(struct ring_mark, taken) == 0,
	       "as the code has it");

static void add_section(struct buf *module, unsigned char id, const void *bytes, size_t size)
{
	buf_add(module, &id, 1);
	wasm_add_number(module, size);
	buf_add(module, bytes, size);
}

void pump_code(struct buf *module)
{
	struct buf code = BUF_INIT(4096);
	const unsigned char one = 1;

	buf_add(module, "\0asm\1\0\0\0", 8);
	add_section(module, 1, types, sizeof(types));
	add_section(module, 2, imports, sizeof(imports));
	add_section(module, 3, functions, sizeof(functions));
	add_section(module, 4, tables, sizeof(tables));
	add_section(module, 5, memories, sizeof(memories));
	add_section(module, 7, exports, sizeof(exports));
	buf_add(&code, &one, 1);
	wasm_add_number(&code, sizeof(body));
	buf_add(&code, body, sizeof(body));
	add_section(module, 10, code.data, code.len);
	add_section(module, 0, names, sizeof(names));
	buf_release(&code);
}
