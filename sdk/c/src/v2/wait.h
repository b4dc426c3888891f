/* SPDX-License-Identifier: MIT */
#ifndef SDK_V2_WAIT_H
#define SDK_V2_WAIT_H

/* Takes what is there: how many records, or a negative number that ends the poll. */
typedef int (*sdk_take_fn)(void *buffer);

/* Waits at most `timeout_ms` (0: not at all, negative: for ever) until `take` takes
 * something, and returns what that does; 0 after the time, -EINTR after an interrupt. */
int sdk_wait_and_take(void *buffer, sdk_take_fn take, int timeout_ms);

#endif
