/* SPDX-License-Identifier: MIT */
/*
 * What the kernel's side of the torture test, its driver and its readers know of each other.
 *
 * Each producer has a count of its own in each ring, and in the perf buffer: its records there are
 * numbered from 0 on, without a gap. All that a record is follows from ring, producer and number: a
 * reader knows every byte of the next one.
 */
#ifndef TORTURE_H
#define TORTURE_H

#include "tags.h"

enum { RINGS = 8, PERF = RINGS, BUFFERS, PRODUCERS = 8, PRODUCER_BITS = 3 };
enum { LARGEST = 8192, MOST_SHIFT = 8184, RESERVED = 48 };  /* bytes */
enum { PATTERN = (MOST_SHIFT + LARGEST + 8) / 8 };           /* words */

typedef unsigned long long torture_word;

/* A record starts with as much of this as it has room for. The rest is the pattern, from the
 * record's shift on. */
struct head {
	torture_word who;    /* the number, and the producer in the low bits */
	torture_word check;  /* of `who` and the size */
};

/* Where the records of a burst go, in args[] of the kernel's side. */
struct burst {
	torture_word producer;
	torture_word count;  /* records */
	torture_word ring;   /* of the first one; PERF: all go there */
	torture_word spread; /* they take turns among so many rings, from the ring on */
	torture_word leap;   /* whether ring 0 is first moved by LEAP bytes that nobody sees */
};

enum { LEAP = 256 * 1024 };

/* What a producer has submitted, which its readers must get: a value of the map `counts`. */
struct producer {
	torture_word next[BUFFERS];
	torture_word full;      /* tries that found no room */
	torture_word discarded;
	torture_word held; /* records that stood in the ring unfinished as another one came */
};

/* Any word to one that looks like chance. */
static inline torture_word torture_mix(torture_word word)
{
	word += 0x9e3779b97f4a7c15ull;
	word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ull;
	word = (word ^ (word >> 27)) * 0x94d049bb133111ebull;
	return word ^ (word >> 31);
}

static inline torture_word torture_who(torture_word producer, torture_word number)
{
	return number << PRODUCER_BITS | producer;
}

/* The chance that decides about a record. */
static inline torture_word torture_chance(torture_word ring, torture_word who)
{
	return torture_mix(ring << 56 ^ who);
}

/* One of sixteen is reserved and filled in place, one comes after another one that is dropped. */
static inline int torture_is_reserved(torture_word chance)
{
	return (chance & 15) == 0;
}

static inline int torture_is_after_discard(torture_word chance)
{
	return (chance & 15) == 1;
}

/* Most have up to 64 bytes, one of 64 up to LARGEST. */
static inline unsigned int torture_size(torture_word chance)
{
	if (torture_is_reserved(chance))
		return RESERVED;
	return 1 + ((chance >> 16) & ((chance >> 4 & 63) ? 63 : LARGEST - 1));
}

/* How many bytes of the pattern are passed over. */
static inline unsigned int torture_shift(torture_word chance)
{
	return chance >> 32 & MOST_SHIFT;
}

static inline torture_word torture_check(torture_word who, unsigned int size)
{
	return torture_mix(who ^ (torture_word)size << 48);
}

#endif
