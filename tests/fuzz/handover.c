// SPDX-License-Identifier: MIT
/*
 * What a run left behind, of any bytes: what can be read is written as it was.
 *
 * rooms: handover base lib
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "handover/state.h"
#include "lib/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf first = BUF_INIT(STATE_MAX), second = BUF_INIT(STATE_MAX);
	struct handover_item *items = NULL, *again = NULL;

	if (state_read(data, size, &items) < 0)
		return 0;
	state_write(&first, items);
	if (first.error || state_read(first.data, first.len, &again) < 0)
		abort();
	state_write(&second, again);
	if (first.len != second.len || memcmp(first.data, second.data, first.len) != 0)
		abort();
	for (struct handover_item *all[] = { items, again }, **i = all; i < all + 2; i++) {
		while (*i) {
			struct handover_item *next = (*i)->next;

			item_free(*i);
			*i = next;
		}
	}
	buf_release(&first);
	buf_release(&second);
	return 0;
}
