// SPDX-License-Identifier: MIT
#include "export/frame.h"

#include <errno.h>
#include <string.h>

#include "lib/err.h"

void frames_init(struct frames *frames)
{
	*frames = (struct frames){ .bytes = BUF_INIT(2 * (size_t)FRAME_SIZE_MAX) };
}

void frames_release(struct frames *frames)
{
	buf_release(&frames->bytes);
}

/* The head of the first frame. How many bytes the frame has, 0 if they are not all there, or
 * -EINVAL. */
static int64_t whole(const struct buf *bytes, size_t at, uint32_t head[2], struct err *err)
{
	if (bytes->len - at < FRAME_HEAD)
		return 0;
	memcpy(head, bytes->data + at, FRAME_HEAD);
	if (head[0] < FRAME_TEXT || head[0] > FRAME_READY)
		return err_set(err, EINVAL, "a frame of kind %u, which there is not", head[0]);
	if (head[1] > FRAME_SIZE_MAX)
		return err_set(err, EINVAL, "a frame of %u bytes is too large", head[1]);
	return bytes->len - at - FRAME_HEAD < head[1] ? 0 : (int64_t)head[1] + FRAME_HEAD;
}

int frames_take(struct frames *frames, const void *data, size_t size, frame_fn *take, void *context,
		struct err *err)
{
	struct buf *bytes = &frames->bytes;
	uint32_t head[2];
	size_t at = 0;
	int64_t len;
	char kept;

	buf_add(bytes, data, size);
	if (bytes->error)
		return err_set(err, bytes->error, "frames: %s", strerror(bytes->error));
	while ((len = whole(bytes, at, head, err)) > 0) {
		char *end = bytes->data + at + len;

		kept = *end; /* the next frame's first byte, or the NUL behind all */
		*end = '\0';
		take(context, (enum frame_kind)head[0], bytes->data + at + FRAME_HEAD, head[1]);
		*end = kept;
		at += (size_t)len;
	}
	memmove(bytes->data, bytes->data + at, bytes->len - at);
	bytes->len -= at;
	return len < 0 ? (int)len : 0;
}
