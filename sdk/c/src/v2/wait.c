// SPDX-License-Identifier: MIT
/*
 * Waiting for records. The host waits for all open buffers of the guest at once. WASI's own
 * calls are used for the time: the libc's would bring 2 KB along.
 */
#include <errno.h>
#include <wasi/api.h>
#include "object.h"
#include "wait.h"

#define SLICE_MS 10
#define NS_PER_MS 1000000

/* An interrupt ends it, too: the next wait tells. */
static void sleep_ms(int ms)
{
	const __wasi_subscription_t timer = {
		.u.tag = __WASI_EVENTTYPE_CLOCK,
		.u.u.clock = {
			.id = __WASI_CLOCKID_MONOTONIC,
			.timeout = (__wasi_timestamp_t)ms * NS_PER_MS,
		},
	};
	__wasi_event_t event;
	__wasi_size_t count;

	(void)!__wasi_poll_oneoff(&timer, &event, 1, &count);
}

int sdk_wait_and_take(void *buffer, sdk_take_fn take, int timeout_ms)
{
	for (;;) {
		int unused, ready = sdk_result(wasm_bpf_buffers_wait(&unused, 1, timeout_ms));
		int taken, slice = timeout_ms;

		if (ready == -EINTR)
			sdk_interrupted();
		if (ready < 0)
			return sdk_error(-ready);
		taken = take(buffer);
		if (taken || !ready || !timeout_ms)
			return taken;
		/* What is ready is another buffer, or a record that is being written. */
		if (timeout_ms < 0 || timeout_ms > SLICE_MS)
			slice = SLICE_MS;
		sleep_ms(slice);
		if (timeout_ms > 0)
			timeout_ms -= slice;
	}
}
