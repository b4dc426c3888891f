// SPDX-License-Identifier: MIT
#include "records/pump_code.h"

#include <linux/bpf.h>
#include <stddef.h>

#include "lib/buf.h"
#include "lib/wasm.h"
#include "records/ring.h"

/* The instructions that it is written in, as bytes. Memory 0 is the guest's, 1 its own. */
enum { I32 = 0x7f, I64 = 0x7e, VOID = 0x40 };

#define REF_NULL(type) 0x63, type
#define GET(local) 0x20, local
#define SET(local) 0x21, local
#define TEE(local) 0x22, local
#define I32_CONST(byte) 0x41, (byte) & 0x7f
#define I32_CONST_14(number) 0x41, 0x80 | ((number) & 0x7f), (number) >> 7 & 0x7f
#define I64_CONST(byte) 0x42, (byte) & 0x7f
#define I64_CONST_14(number) 0x42, 0x80 | ((number) & 0x7f), (number) >> 7 & 0x7f
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
#define RETURN 0x0f
#define CALL_REF(type) 0x14, type
#define SELECT 0x1b
#define TABLE_GET(table) 0x25, table
/* A number of up to 21 bits, in three bytes; and memory 1 with such an offset. */
#define NUMBER_21(number) \
	0x80 | ((number) & 0x7f), 0x80 | ((number) >> 7 & 0x7f), (number) >> 14 & 0x7f
#define IN_1(align, offset) 0x40 | (align), 1, NUMBER_21(offset)
#define I32_LOAD_1(offset) 0x28, 0x42, 1, offset
#define I32_STORE_1(offset) 0x36, 0x42, 1, offset
/* Loads that acquire and stores that release. Those of an x86 always do, and atomic ones check that
 * places are aligned, and wait until all stores are done. */
#ifdef __x86_64__
#define I32_ACQUIRE_1(offset) 0x28, IN_1(2, offset)
#define I64_ACQUIRE_1(offset) 0x29, IN_1(3, offset)
#define I64_RELEASE_1(offset) 0x37, IN_1(3, offset)
#else
#define I32_ACQUIRE_1(offset) 0xfe, 0x10, IN_1(2, offset)
#define I64_ACQUIRE_1(offset) 0xfe, 0x11, IN_1(3, offset)
#define I64_RELEASE_1(offset) 0xfe, 0x18, IN_1(3, offset)
#endif
#define I64_LOAD_1(offset) 0x29, IN_1(3, offset)
#define I64_STORE_1(offset) 0x37, IN_1(3, offset)
#define COPY_1_TO_0 0xfc, 0x0a, 0, 1
/* Records' bytes are so far from where their headers are in the ring. */
enum { BYTES_AT = PUMP_DATA + BPF_RINGBUF_HDR_SZ };
#define V128_STORE_0(offset) 0xfd, 11, 0, NUMBER_21(offset)
#define V128_LOAD_1(offset) 0xfd, 0, IN_1(0, BYTES_AT + (offset))
/* From a local with the place of a record's header, to one with the place of its copy. */
#define COPY_16(from, to, offset) GET(to), GET(from), V128_LOAD_1(offset), V128_STORE_0(offset)
#define COPY_8(from, to) GET(to), GET(from), 0x29, IN_1(0, BYTES_AT), 0x37, 0, 0
#define COPY_4(from, to) GET(to), GET(from), 0x28, IN_1(0, BYTES_AT), 0x36, 0, 0
#define COPY_2(from, to) GET(to), GET(from), 0x2f, IN_1(0, BYTES_AT), 0x3b, 0, 0
#define COPY_1(from, to) GET(to), GET(from), 0x2d, IN_1(0, BYTES_AT), 0x3a, 0, 0
#define I32_EQZ 0x45
#define I32_NE 0x47
#define I32_LT_S 0x48
#define I32_LT_U 0x49
#define I32_GT_U 0x4b
#define I32_LE_U 0x4d
#define I32_GE_U 0x4f
#define I64_LT_U 0x54
#define I64_GT_U 0x56
#define I64_GE_U 0x5a
#define I32_ADD 0x6a
#define I32_SUB 0x6b
#define I32_AND 0x71
#define I32_OR 0x72
#define I32_XOR 0x73
#define I64_ADD 0x7c
#define I64_SHL 0x86
#define I32_WRAP 0xa7
#define I64_EXTEND 0xad

enum {
	/* parameters */
	BYTES,
	CONTEXT,
	DATA,
	MAX_SIZE,
	MASK,
	/* locals */
	AT,
	SIZE,
	FROM,
	TO,
	LEFT,
	LAST,
	BEFORE,
	AT_1,
	AT_2,
	AT_3,
	STRIDE,
	RESULT,
	POSITION,
	STOP_AT,
	STEP_AT,
	LENGTH,
	BEHIND_ALL,
	FUNCTION,
};
enum { TYPE_CALLBACK, TYPE_PUMP };
/* Bytes between stores of the position; and from how many on the engine's copy is faster. */
enum { STEP = 4096, COPY_IN_LINE = 2049 };
/* The largest size of records in a row: so many bytes are copied without a loop. */
enum { ROW_MAX = 256 };

#define FIELD(name) offsetof(struct pump_control, name)
#define I64_STORE_CONTROL(name) 0x37, 0x43, 1, FIELD(name)
#define ADD_TO(name, number) \
	I32_CONST(0), I32_CONST(0), I32_LOAD_1(FIELD(name)), I32_CONST(number), I32_ADD, \
		I32_STORE_1(FIELD(name))

static const unsigned char types[] = {
	2, 0x60, 3, I32, I32, I32, 1, I32, 0x60, 5, I32, I32, I32, I32, I32, 0,
};
static const unsigned char imports[] = {
	1, 5, 'g', 'u', 'e', 's', 't', 6, 'm', 'e', 'm', 'o', 'r', 'y', 2, 0, 0,
};
static const unsigned char functions[] = { 1, TYPE_PUMP };
static const unsigned char tables[] = { 1, REF_NULL(TYPE_CALLBACK), 1, 1, 1 };
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

/* Sets FROM and TO to where the last `bytes` bytes of a record are, and where they go. */
#define TO_LAST(bytes) \
	GET(SIZE), I32_CONST(bytes), I32_SUB, TEE(LEFT), GET(AT), I32_ADD, SET(FROM), GET(LEFT), \
		GET(DATA), I32_ADD, SET(TO)
#define ADVANCE(local, bytes) GET(local), I32_CONST_14(bytes), I32_ADD, SET(local)
#define IF_HAS(local, bit) GET(local), I32_CONST(bit), I32_AND, IF
#define IF_SIZE_REACHES(bytes) GET(SIZE), I32_CONST_14(bytes), I32_GE_U, IF

/* Calls the function, and tells whether it is to be called again: 0. */
#define CALL \
	GET(CONTEXT), GET(DATA), GET(SIZE), GET(FUNCTION), CALL_REF(TYPE_CALLBACK), TEE(RESULT), \
		I32_CONST(0), I32_LOAD_1(FIELD(stop)), I32_OR, I32_CONST(0), I32_LT_S
#define STORE_RESULT I32_CONST(0), GET(RESULT), I32_STORE_1(FIELD(result))

/* In which bits the header at this place differs from the last record's, which is its size. */
#define DIFFERS I32_ACQUIRE_1(PUMP_DATA), GET(SIZE), I32_XOR
#define BEHIND(at) GET(at), GET(STRIDE), I32_ADD

/*
 * A record of a row, whose header is at `at`, and behind which the position has grown by `so_much`.
 * Its last 16 bytes come first, as below. What bounds this is its stores: so the result stays in a
 * register, the count is made for all the row, and nothing is stored twice.
 */
#define IN_ROW(at, so_much) \
	I32_CONST(0), GET(POSITION), so_much, I64_ADD, I64_STORE_1(PUMP_POSITION + RING_MARK), \
		IF_SIZE_REACHES(17), COPY_FROM_17(at), END, COPY_16(at, DATA, 0), CALL, BR_IF(6)
/* TO is where the last 16 bytes go. */
#define COPY_FROM_17(at) \
	GET(at), GET(LAST), I32_ADD, SET(FROM), COPY_16(FROM, TO, 0), IF_SIZE_REACHES(33), \
		COPY_16_BEFORE(FROM, TO, 16), COPY_FROM_65(at), COPY_16(at, DATA, 16), END
#define COPY_FROM_65(at) \
	IF_SIZE_REACHES(65), COPY_16_BEFORE(FROM, TO, 32), COPY_16_BEFORE(FROM, TO, 48), \
		COPY_FROM_129(at), COPY_16(at, DATA, 48), COPY_16(at, DATA, 32), END
#define COPY_FROM_129(at) \
	IF_SIZE_REACHES(129), IF_SIZE_REACHES(193), COPY_64(at, DATA, 128), END, \
		COPY_64(at, DATA, 64), END
#define TIMES_2 GET(LENGTH), I64_CONST(1), I64_SHL
#define TIMES_3 TIMES_2, GET(LENGTH), I64_ADD
#define TIMES_4 GET(LENGTH), I64_CONST(2), I64_SHL
#define COPY_64(from, to, offset) \
	COPY_16(from, to, (offset) + 48), COPY_16(from, to, (offset) + 32), \
		COPY_16(from, to, (offset) + 16), COPY_16(from, to, offset)
#define COPY_16_BEFORE(from, to, bytes) \
	GET(to), I32_CONST(bytes), I32_SUB, GET(from), V128_LOAD_1(-(bytes)), V128_STORE_0(0)

static const unsigned char body[] = {
	3,
	12,
	I32,
	5,
	I64,
	1,
	REF_NULL(TYPE_CALLBACK), /* the locals' types */

	I32_CONST(0),
	I32_LOAD_1(FIELD(result)),
	SET(RESULT),
	I32_CONST(0),
	TABLE_GET(0),
	SET(FUNCTION),
	I32_CONST(0),
	I64_ACQUIRE_1(PUMP_POSITION),
	TEE(POSITION),
	GET(BYTES),
	I64_EXTEND,
	I64_ADD,
	SET(STOP_AT),

	BLOCK,
	BLOCK,
	LOOP, /* as many records as STEP bytes hold */
	GET(POSITION),
	I64_CONST_14(STEP),
	I64_ADD,
	TEE(STEP_AT),
	GET(STOP_AT),
	GET(STEP_AT),
	GET(STOP_AT),
	I64_LT_U,
	SELECT,
	SET(STEP_AT),
	BLOCK,
	LOOP,
	GET(POSITION),
	GET(STEP_AT),
	I64_GE_U,
	BR_IF(1),

	/* The record, unless its producer is still busy with it. */
	GET(POSITION),
	I32_WRAP,
	GET(MASK),
	I32_AND,
	TEE(AT),
	I32_ACQUIRE_1(PUMP_DATA),
	TEE(SIZE),
	I32_CONST(0),
	I32_LT_S,
	BR_IF(3),
	GET(POSITION),
	GET(SIZE),
	I32_CONST_28(0x3fffffff),
	I32_AND,
	I32_CONST(15),
	I32_ADD,
	I32_CONST(-8),
	I32_AND,
	I64_EXTEND,
	I64_ADD,
	SET(POSITION),
	I32_CONST(0),
	GET(POSITION),
	I64_STORE_1(PUMP_POSITION + RING_MARK),
	GET(SIZE),
	I32_CONST_28(0x3fffffff),
	I32_GT_U,
	BR_IF(0), /* it is discarded */
	ADD_TO(delivered, 1),
	GET(SIZE),
	GET(MAX_SIZE),
	I32_GT_U,
	IF,
	GET(MAX_SIZE),
	SET(SIZE),
	ADD_TO(cut, 1),
	END,

	/* The last bytes are copied first, the others over them: so numbers at their
	 * natural places are stored as a whole, and a load of them need not wait.
	 * Straight code but for large records: every turn of a loop asks the engine
	 * whether to go on. */
	BLOCK,
	IF_SIZE_REACHES(65),
	IF_SIZE_REACHES(COPY_IN_LINE),
	GET(DATA),
	GET(AT),
	I32_CONST_28(BYTES_AT),
	I32_ADD,
	GET(SIZE),
	COPY_1_TO_0,
	BR(2),
	END,
	TO_LAST(16),
	COPY_16(FROM, TO, 0),
	GET(AT),
	SET(FROM),
	GET(DATA),
	SET(TO),
	GET(SIZE),
	SET(LEFT),
	LOOP,
	COPY_16(FROM, TO, 0),
	COPY_16(FROM, TO, 16),
	COPY_16(FROM, TO, 32),
	COPY_16(FROM, TO, 48),
	ADVANCE(FROM, 64),
	ADVANCE(TO, 64),
	ADVANCE(LEFT, -64),
	GET(LEFT),
	I32_CONST_14(64),
	I32_GE_U,
	BR_IF(0),
	END,
	IF_HAS(LEFT, 32),
	COPY_16(FROM, TO, 0),
	COPY_16(FROM, TO, 16),
	ADVANCE(FROM, 32),
	ADVANCE(TO, 32),
	END,
	IF_HAS(LEFT, 16),
	COPY_16(FROM, TO, 0),
	END,
	BR(1),
	END,

	IF_SIZE_REACHES(16),
	TO_LAST(16),
	COPY_16(FROM, TO, 0),
	COPY_16(AT, DATA, 0),
	IF_SIZE_REACHES(33),
	COPY_16(AT, DATA, 16),
	IF_SIZE_REACHES(49),
	COPY_16(AT, DATA, 32),
	END,
	END,
	BR(1),
	END,

	IF_HAS(SIZE, 8),
	TO_LAST(8),
	COPY_8(FROM, TO),
	COPY_8(AT, DATA),
	BR(1),
	END,
	IF_HAS(SIZE, 4),
	TO_LAST(4),
	COPY_4(FROM, TO),
	COPY_4(AT, DATA),
	BR(1),
	END,
	IF_HAS(SIZE, 1),
	TO_LAST(1),
	COPY_1(FROM, TO),
	END,
	IF_HAS(SIZE, 2),
	COPY_2(AT, DATA),
	END,
	END,

	CALL,
	BR_IF(4),

	/* A row: PUMP_ROW records of the same size as the last two. What a loop asks the
	 * engine, and what a size means, is asked once for them, and where the next
	 * record is does not wait for a header: the CPU guesses that it is as the last. */
	GET(SIZE),
	GET(BEFORE),
	GET(SIZE),
	SET(BEFORE),
	I32_NE,
	BR_IF(0),
	GET(SIZE),
	I32_CONST(16),
	I32_SUB,
	TEE(LAST),
	I32_CONST_14(ROW_MAX - 16),
	I32_LE_U,
	IF,
	GET(DATA),
	GET(LAST),
	I32_ADD,
	SET(TO),
	GET(SIZE),
	I32_CONST(15),
	I32_ADD,
	I32_CONST(-8),
	I32_AND,
	SET(STRIDE),
	I32_CONST(0),
	GET(STRIDE),
	I32_STORE_1(FIELD(length)),
	GET(STRIDE),
	I64_EXTEND,
	SET(LENGTH),
	LOOP,
	GET(POSITION),
	GET(LENGTH),
	I64_CONST(2),
	I64_SHL,
	I64_ADD,
	TEE(BEHIND_ALL),
	GET(STEP_AT),
	I64_GT_U,
	BR_IF(2),
	GET(POSITION),
	I32_WRAP,
	GET(MASK),
	I32_AND,
	TEE(AT),
	DIFFERS,
	BEHIND(AT),
	TEE(AT_1),
	DIFFERS,
	I32_OR,
	BEHIND(AT_1),
	TEE(AT_2),
	DIFFERS,
	I32_OR,
	BEHIND(AT_2),
	TEE(AT_3),
	DIFFERS,
	I32_OR,
	BR_IF(2),
	ADD_TO(delivered, PUMP_ROW),
	I32_CONST(0),
	GET(BEHIND_ALL),
	I64_STORE_CONTROL(counted_to),
	IN_ROW(AT, GET(LENGTH)),
	IN_ROW(AT_1, TIMES_2),
	IN_ROW(AT_2, TIMES_3),
	IN_ROW(AT_3, TIMES_4),
	GET(BEHIND_ALL),
	SET(POSITION),
	BR(0),
	END,
	END,
	BR(0),
	END,
	END,

	I32_CONST(0),
	GET(POSITION),
	I64_RELEASE_1(PUMP_POSITION),
	GET(POSITION),
	GET(STOP_AT),
	I64_LT_U,
	BR_IF(0),
	STORE_RESULT,
	RETURN,
	END,
	END,
	I32_CONST(0),
	GET(POSITION),
	I64_RELEASE_1(PUMP_POSITION),
	STORE_RESULT,
	RETURN,
	END,
	I32_CONST(0),
	I32_CONST(0),
	I64_LOAD_1(PUMP_POSITION + RING_MARK),
	I64_RELEASE_1(PUMP_POSITION),
	STORE_RESULT,
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
	struct buf code = BUF_INIT(1 << 14);
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
