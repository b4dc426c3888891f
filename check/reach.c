// SPDX-License-Identifier: MIT
#include "check/reach.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check/code.h"
#include "lib/err.h"

enum { REGISTERS = 11, SLOTS = 64, VALUES = REGISTERS + SLOTS, STACK = 512, FRAME = 10 };

/* How many states of one instruction are kept apart before they are joined; and, in all, how many
 * are kept, wait, and are looked at before nothing is taken to be known. */
enum { STATES_MAX = 12, KEPT_MAX = 1 << 16, TODO_MAX = 1 << 15, WORK_MAX = 1 << 19 };

enum kind {
	ANY,       /* unknown */
	CONSTANT,
	ADDRESS,   /* not 0 */
	VARIABLE,  /* the address of a variable that holds the value */
	ON_STACK,  /* the address of the frame plus the value */
};

/* What registers and slots of the stack hold. Slot N is at the frame minus 8 * (N + 1). */
struct state {
	uint64_t values[VALUES];
	uint8_t kinds[VALUES];
};

struct states {
	struct state *all;
	uint32_t count;
};

struct todo {
	uint32_t at;
	struct state state;
};

struct walk {
	const struct code *code;
	reach_fn *fn;
	const void *context;
	bool *reached;
	struct states *states; /* by instruction, where ways meet */
	bool *meets;
	struct todo *todo;
	size_t todo_count;
	size_t todo_room;
	uint32_t kept;
	uint32_t work;
	int error;
};

/* --- states -------------------------------------------------------------------------------- */

static void set(struct state *state, uint32_t index, enum kind kind, uint64_t value)
{
	state->kinds[index] = (uint8_t)kind;
	state->values[index] = kind == ANY || kind == ADDRESS ? 0 : value;
}

static void begin_state(struct state *state)
{
	memset(state, 0, sizeof(*state));
	set(state, FRAME, ON_STACK, 0);
}

/* Whether `a` knows no more than `b`. */
static bool covers(const struct state *a, const struct state *b)
{
	for (int i = 0; i < VALUES; i++)
		if (a->kinds[i] != ANY &&
		    (a->kinds[i] != b->kinds[i] || a->values[i] != b->values[i]))
			return false;
	return true;
}

/* Leaves in `a` what both know. */
static void join(struct state *a, const struct state *b)
{
	for (uint32_t i = 0; i < VALUES; i++)
		if (a->kinds[i] != b->kinds[i] || a->values[i] != b->values[i])
			set(a, i, ANY, 0);
}

/* Keeps the state of an instruction. False if nothing new follows from it. `state` may lose what
 * it knows, so that there is an end. */
static bool keep(struct walk *walk, uint32_t at, struct state *state)
{
	struct states *states = &walk->states[at];
	struct state *all;

	for (uint32_t i = 0; i < states->count; i++)
		if (covers(&states->all[i], state))
			return false;
	if (states->count == STATES_MAX) {
		join(&states->all[STATES_MAX - 1], state);
		*state = states->all[STATES_MAX - 1];
		return true;
	}
	all = realloc(states->all, (states->count + 1) * sizeof(*all));
	if (!all) {
		walk->error = ENOMEM;
		return false;
	}
	states->all = all;
	all[states->count++] = *state;
	if (++walk->kept > KEPT_MAX)
		walk->error = E2BIG;
	return !walk->error;
}

static void go(struct walk *walk, int64_t at, const struct state *state)
{
	struct todo *todo = walk->todo;

	if (at < 0 || at >= walk->code->count || walk->error)
		return;
	if (walk->todo_count == TODO_MAX) {
		walk->error = E2BIG;
		return;
	}
	if (walk->todo_count == walk->todo_room) {
		walk->todo_room = walk->todo_room ? 2 * walk->todo_room : 16;
		todo = realloc(todo, walk->todo_room * sizeof(*todo));
		if (!todo) {
			walk->error = ENOMEM;
			return;
		}
		walk->todo = todo;
	}
	todo[walk->todo_count].at = (uint32_t)at;
	todo[walk->todo_count++].state = *state;
}

static void go_to_function(struct walk *walk, uint32_t at)
{
	struct state state;

	begin_state(&state);
	go(walk, at, &state);
}

/* --- instructions -------------------------------------------------------------------------- */

static bool compute(uint8_t op, bool wide, uint64_t a, uint64_t b, uint64_t *ret_value)
{
	const unsigned int shift = (unsigned int)b & (wide ? 63 : 31);
	uint64_t value;

	switch (op) {
	case BPF_ADD:
		value = a + b;
		break;
	case BPF_SUB:
		value = a - b;
		break;
	case BPF_MUL:
		value = a * b;
		break;
	case BPF_OR:
		value = a | b;
		break;
	case BPF_AND:
		value = a & b;
		break;
	case BPF_XOR:
		value = a ^ b;
		break;
	case BPF_LSH:
		value = a << shift;
		break;
	case BPF_RSH:
		value = (wide ? a : (uint32_t)a) >> shift;
		break;
	case BPF_ARSH:
		value = wide ? (uint64_t)((int64_t)a >> shift) : (uint64_t)((int32_t)a >> shift);
		break;
	case BPF_NEG:
		value = -a;
		break;
	case BPF_MOV:
		value = b;
		break;
	default:
		return false;
	}
	*ret_value = wide ? value : (uint32_t)value;
	return true;
}

/* What an instruction's second operand holds. */
static void operand(const struct state *state, const struct bpf_insn *insn, uint8_t *ret_kind,
		    uint64_t *ret_value)
{
	if (BPF_SRC(insn->code) == BPF_X) {
		*ret_kind = insn->src_reg < REGISTERS ? state->kinds[insn->src_reg] : ANY;
		*ret_value = insn->src_reg < REGISTERS ? state->values[insn->src_reg] : 0;
	} else {
		*ret_kind = CONSTANT;
		*ret_value = (uint64_t)(int64_t)insn->imm;
	}
}

static void step_alu(struct state *state, const struct bpf_insn *insn)
{
	const bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	const uint8_t op = BPF_OP(insn->code), kind = state->kinds[insn->dst_reg];
	uint64_t other, value;
	uint8_t other_kind;

	operand(state, insn, &other_kind, &other);
	/* Moves that extend a sign have an offset. */
	if (op == BPF_MOV && wide && !insn->off)
		set(state, insn->dst_reg, (enum kind)other_kind, other);
	else if ((op == BPF_ADD || op == BPF_SUB) && wide && kind == ON_STACK &&
		 other_kind == CONSTANT)
		set(state, insn->dst_reg, ON_STACK,
		    op == BPF_ADD ? state->values[insn->dst_reg] + other
				  : state->values[insn->dst_reg] - other);
	else if (!insn->off && (kind == CONSTANT || op == BPF_MOV) && other_kind == CONSTANT &&
		 compute(op, wide, state->values[insn->dst_reg], other, &value))
		set(state, insn->dst_reg, CONSTANT, value);
	else if (op == BPF_AND && other_kind == CONSTANT && !other)
		set(state, insn->dst_reg, CONSTANT, 0);
	else
		set(state, insn->dst_reg, ANY, 0);
}

/* The slot at an address, if it is one. */
static bool slot_at(const struct state *state, uint8_t base, int16_t off, uint32_t *ret_slot)
{
	const int64_t at = base < REGISTERS ? (int64_t)state->values[base] + off : 0;

	if (base >= REGISTERS || state->kinds[base] != ON_STACK || at >= 0 || at < -STACK || at % 8)
		return false;
	*ret_slot = REGISTERS + (uint32_t)(-at / 8 - 1);
	return true;
}

/* Forgets the slots from an address on: somebody may write there. */
static void forget_from(struct state *state, int64_t at)
{
	for (uint32_t i = 0; i < SLOTS; i++)
		if (-8 * ((int64_t)i + 1) + 8 > at)
			set(state, REGISTERS + i, ANY, 0);
}

static void forget_stack(struct state *state)
{
	forget_from(state, -STACK);
}

/* Forgets what a store of up to 8 bytes changes. */
static void forget_stored(struct state *state, const struct bpf_insn *insn)
{
	int64_t at;

	if (state->kinds[insn->dst_reg] == ON_STACK) {
		at = (int64_t)state->values[insn->dst_reg] + insn->off;
		for (uint32_t i = 0; i < SLOTS; i++) {
			const int64_t slot = -8 * ((int64_t)i + 1);

			if (at < slot + 8 && at + 8 > slot)
				set(state, REGISTERS + i, ANY, 0);
		}
	} else if (state->kinds[insn->dst_reg] == ANY) {
		/* It may lead there. */
		forget_stack(state);
	}
}

static void step_store(struct state *state, const struct bpf_insn *insn)
{
	uint32_t slot;

	forget_stored(state, insn);
	if (BPF_SIZE(insn->code) != BPF_DW || BPF_MODE(insn->code) != BPF_MEM ||
	    !slot_at(state, insn->dst_reg, insn->off, &slot))
		return;
	if (BPF_CLASS(insn->code) == BPF_ST)
		set(state, slot, CONSTANT, (uint64_t)(int64_t)insn->imm);
	else if (insn->src_reg < REGISTERS)
		set(state, slot, (enum kind)state->kinds[insn->src_reg],
		    state->values[insn->src_reg]);
}

static void step_load(struct state *state, const struct bpf_insn *insn)
{
	const uint8_t base = insn->src_reg;
	uint32_t slot;

	if (BPF_MODE(insn->code) == BPF_MEM && BPF_SIZE(insn->code) == BPF_DW &&
	    slot_at(state, base, insn->off, &slot))
		set(state, insn->dst_reg, (enum kind)state->kinds[slot], state->values[slot]);
	else if (BPF_MODE(insn->code) == BPF_MEM && base < REGISTERS &&
		 state->kinds[base] == VARIABLE && !insn->off)
		set(state, insn->dst_reg, CONSTANT, state->values[base]);
	else
		set(state, insn->dst_reg, ANY, 0);
}

/* Results are unknown, and memory that an argument leads to may be written. */
static void step_call(struct state *state)
{
	for (uint32_t i = 1; i <= 5; i++)
		if (state->kinds[i] == ON_STACK)
			forget_from(state, (int64_t)state->values[i]);
	for (uint32_t i = 0; i <= 5; i++)
		set(state, i, ANY, 0);
}

static void take_fact(const struct walk *walk, uint32_t at, struct state *state)
{
	static const enum kind kinds[] = { [REACH_UNKNOWN] = ANY,
					   [REACH_CONSTANT] = CONSTANT,
					   [REACH_ADDRESS] = ADDRESS,
					   [REACH_VARIABLE] = VARIABLE };
	const struct reach_value value = walk->fn(walk->context, at);
	const struct bpf_insn *insn = &walk->code->insns[at];

	set(state, insn->dst_reg, kinds[value.fact], value.value);
}

/* --- branches ------------------------------------------------------------------------------ */

static bool holds(uint8_t op, bool wide, uint64_t a, uint64_t b)
{
	const int64_t x = wide ? (int64_t)a : (int32_t)a, y = wide ? (int64_t)b : (int32_t)b;

	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	switch (op) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JLT:
		return a < b;
	case BPF_JLE:
		return a <= b;
	case BPF_JSGT:
		return x > y;
	case BPF_JSGE:
		return x >= y;
	case BPF_JSLT:
		return x < y;
	case BPF_JSLE:
		return x <= y;
	default:
		return a & b; /* BPF_JSET */
	}
}

/* Follows a branch; `next` is the instruction behind it. */
static void branch(struct walk *walk, uint32_t next, const struct bpf_insn *insn,
		   struct state *state)
{
	const bool wide = BPF_CLASS(insn->code) == BPF_JMP;
	const uint8_t op = BPF_OP(insn->code), kind = state->kinds[insn->dst_reg];
	const bool is_equal = op == BPF_JEQ && wide && BPF_SRC(insn->code) == BPF_K;
	const bool is_other = op == BPF_JNE && wide && BPF_SRC(insn->code) == BPF_K;
	bool taken = true, passed = true;
	struct state there = *state;
	uint64_t other;
	uint8_t other_kind;

	operand(state, insn, &other_kind, &other);
	if (kind == CONSTANT && other_kind == CONSTANT) {
		taken = holds(op, wide, state->values[insn->dst_reg], other);
		passed = !taken;
	} else if ((kind == ADDRESS || kind == VARIABLE || kind == ON_STACK) &&
		   other_kind == CONSTANT && !other && (op == BPF_JEQ || op == BPF_JNE)) {
		taken = op == BPF_JNE;
		passed = !taken;
	} else if (kind == ANY && is_equal) {
		set(&there, insn->dst_reg, CONSTANT, other);
	} else if (kind == ANY && is_other) {
		set(state, insn->dst_reg, CONSTANT, other);
	}
	if (taken)
		go(walk, (int64_t)next + insn->off, &there);
	if (passed)
		go(walk, next, state);
}

/* --- the walk ------------------------------------------------------------------------------ */

enum { JCOND = 0xe0 };

/* Takes one instruction; the next one in a row is returned, or CODE_NONE where others follow. */
static uint32_t step_jump(struct walk *walk, uint32_t at, struct state *state)
{
	const struct bpf_insn *insn = &walk->code->insns[at];
	const struct code_mark *mark = &walk->code->marks[at];

	switch (BPF_OP(insn->code)) {
	case BPF_EXIT:
		return CODE_NONE;
	case BPF_CALL:
		if (mark->kind == MARK_FUNCTION) {
			go_to_function(walk, mark->at);
			forget_stack(state);
		}
		step_call(state);
		return at + 1;
	case BPF_JA:
		go(walk,
		   (int64_t)at + 1 + (BPF_CLASS(insn->code) == BPF_JMP32 ? insn->imm : insn->off),
		   state);
		return CODE_NONE;
	case JCOND:
		go(walk, (int64_t)at + 1 + insn->off, state);
		return at + 1;
	default:
		branch(walk, at + 1, insn, state);
		return CODE_NONE;
	}
}

static uint32_t step_address(struct walk *walk, uint32_t at, struct state *state)
{
	const struct code_mark *mark = &walk->code->marks[at];

	if (mark->kind == MARK_FUNCTION)
		go_to_function(walk, mark->at);
	take_fact(walk, at, state);
	return at + 2;
}

static uint32_t step(struct walk *walk, uint32_t at, struct state *state)
{
	const struct bpf_insn *insn = &walk->code->insns[at];

	if (insn->dst_reg >= REGISTERS)
		return at + 1;
	switch (BPF_CLASS(insn->code)) {
	case BPF_JMP:
	case BPF_JMP32:
		return step_jump(walk, at, state);
	case BPF_ALU:
	case BPF_ALU64:
		if (code_relocation(walk->code, at) && BPF_OP(insn->code) == BPF_MOV)
			take_fact(walk, at, state);
		else if (code_relocation(walk->code, at))
			set(state, insn->dst_reg, ANY, 0);
		else
			step_alu(state, insn);
		return at + 1;
	case BPF_LD:
		if (insn->code == (BPF_LD | BPF_IMM | BPF_DW))
			return step_address(walk, at, state);
		set(state, 0, ANY, 0);
		return at + 1;
	case BPF_LDX:
		step_load(state, insn);
		return at + 1;
	default:
		step_store(state, insn);
		/* Atomic operations give back what was there. */
		if (BPF_MODE(insn->code) == 0xc0 && insn->src_reg < REGISTERS) {
			set(state, insn->src_reg, ANY, 0);
			set(state, 0, ANY, 0);
		}
		return at + 1;
	}
}

static void follow(struct walk *walk, uint32_t at, struct state *state)
{
	while (at < walk->code->count && !walk->error) {
		if (walk->meets[at] && !keep(walk, at, state))
			return;
		if (++walk->work > WORK_MAX) {
			walk->error = E2BIG;
			return;
		}
		walk->reached[at] = true;
		at = step(walk, at, state);
	}
}

/* Where ways meet: targets of jumps, what follows branches, and beginnings of functions. */
static void find_meetings(struct walk *walk, uint32_t begin)
{
	const struct code *code = walk->code;

	walk->meets[begin] = true;
	for (uint32_t i = 0; i < code->count; i++) {
		const struct bpf_insn *insn = &code->insns[i];
		const uint8_t class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);
		const int64_t to = (int64_t)i + 1 +
				   (class == BPF_JMP32 && op == BPF_JA ? insn->imm : insn->off);

		if (code->marks[i].kind == MARK_FUNCTION)
			walk->meets[code->marks[i].at] = true;
		if ((class == BPF_JMP || class == BPF_JMP32) && op != BPF_CALL && op != BPF_EXIT &&
		    to >= 0 && to < code->count)
			walk->meets[to] = true;
	}
}

static void walk_release(struct walk *walk)
{
	for (uint32_t i = 0; walk->states && i < walk->code->count; i++)
		free(walk->states[i].all);
	free(walk->states);
	free(walk->meets);
	free(walk->todo);
}

/* --- without states -------------------------------------------------------------------------- */

struct row {
	uint32_t *todo;
	uint32_t count;
	bool *reached;
	uint32_t limit;
};

static void row_go(struct row *row, int64_t at)
{
	if (at < 0 || at >= row->limit || row->reached[at])
		return;
	row->reached[at] = true;
	row->todo[row->count++] = (uint32_t)at;
}

static void row_step(struct row *row, const struct code *code, uint32_t at)
{
	const struct bpf_insn *insn = &code->insns[at];
	const uint8_t class = BPF_CLASS(insn->code), op = BPF_OP(insn->code);
	const bool jumps = class == BPF_JMP || class == BPF_JMP32;
	const bool wide = insn->code == (BPF_LD | BPF_IMM | BPF_DW);

	if (code->marks[at].kind == MARK_FUNCTION)
		row_go(row, code->marks[at].at);
	if (jumps && op != BPF_CALL && op != BPF_EXIT)
		row_go(row, (int64_t)at + 1 +
				    (class == BPF_JMP32 && op == BPF_JA ? insn->imm : insn->off));
	if (!jumps || (op != BPF_EXIT && op != BPF_JA))
		row_go(row, (int64_t)at + 1 + wide);
}

/* What can be reached if nothing is known. */
static int reach_plainly(const struct code *code, uint32_t begin, bool *reached, struct err *err)
{
	struct row row = { calloc(code->count, sizeof(*row.todo)), 0, reached, code->count };

	if (!row.todo)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	memset(reached, false, code->count * sizeof(*reached));
	row_go(&row, begin);
	while (row.count)
		row_step(&row, code, row.todo[--row.count]);
	free(row.todo);
	return 0;
}

int reach(const struct code *code, uint32_t begin, reach_fn *fn, const void *context, bool *reached,
	  struct err *err)
{
	struct walk walk = { .code = code, .fn = fn, .context = context, .reached = reached };

	if (begin >= code->count)
		return 0;
	if (!fn)
		return reach_plainly(code, begin, reached, err);
	walk.states = calloc(code->count, sizeof(*walk.states));
	walk.meets = calloc(code->count, sizeof(*walk.meets));
	if (!walk.states || !walk.meets) {
		walk_release(&walk);
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	}
	find_meetings(&walk, begin);
	go_to_function(&walk, begin);
	while (walk.todo_count && !walk.error) {
		struct todo todo = walk.todo[--walk.todo_count];

		follow(&walk, todo.at, &todo.state);
	}
	walk_release(&walk);
	/* Too many ways: any could be taken. */
	if (walk.error == E2BIG)
		return reach_plainly(code, begin, reached, err);
	return walk.error == ENOMEM ? err_set(err, ENOMEM, "%s", strerror(ENOMEM)) : 0;
}
