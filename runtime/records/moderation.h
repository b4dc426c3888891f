/* SPDX-License-Identifier: MIT */
/*
 * Moderation of wake-ups, as network drivers do it for interrupts. The kernel wakes whoever reads a
 * ring at each record that it commits right where the reader stands, whether somebody sleeps or not;
 * the program that is traced pays for that, more than for the record. So while records come fast, a
 * reader that waits sleeps for a time that is set, with its position where no record is committed;
 * it goes back, and lets the kernel wake it, before it waits for long.
 */
#ifndef RECORDS_MODERATION_H
#define RECORDS_MODERATION_H

#include <stdint.h>

struct buffer;

/* Of one buffer. All zeros at first. */
struct moderation {
	uint64_t began;      /* when the last wait began; monotonic clock, ns */
	unsigned int quick;  /* waits in a row that began soon after the one before */
	uint64_t pause;      /* how long to sleep, ns; 0: it is off */
};

/* A reader begins to wait. Returns for how many nanoseconds it leaves the buffer alone before it
 * looks; 0 if it can look now. */
uint64_t moderation_begin(struct moderation *moderation, const struct buffer *buffer,
			  uint64_t now);

/* It has slept for so long: sets the next pause by what came, or turns moderation off. */
void moderation_end(struct moderation *moderation, const struct buffer *buffer);

#endif
