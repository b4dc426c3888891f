// SPDX-License-Identifier: MIT
#include "kernels/unpack.h"

#include <errno.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "lib/buf.h"
#include "lib/err.h"

/* A dictionary that needs more memory is no kernel's or package's. */
enum { MEMORY_MAX = 256 << 20, WINDOW_LOG_MAX = 27, PIECE = 1 << 20 };

struct unpack {
	enum unpack_format format;
	const unsigned char *at; /* packed bytes that are left */
	size_t left;
	bool ended;
	z_stream gzip;
	lzma_stream xz;
	ZSTD_DStream *zstd;
};

static bool begins(const void *data, size_t size, const char *magic, size_t magic_size)
{
	return size >= magic_size && memcmp(data, magic, magic_size) == 0;
}

enum unpack_format unpack_format(const void *data, size_t size)
{
	if (begins(data, size, "\x1f\x8b\x08", 3))
		return UNPACK_GZIP;
	if (begins(data, size,
		   "\xfd"
		   "7zXZ",
		   6))
		return UNPACK_XZ;
	if (begins(data, size, "\x28\xb5\x2f\xfd", 4))
		return UNPACK_ZSTD;
	return UNPACK_NONE;
}

static bool start(struct unpack *unpack)
{
	switch (unpack->format) {
	case UNPACK_GZIP:
		return inflateInit2(&unpack->gzip, 15 + 16) == Z_OK;
	case UNPACK_XZ:
		return lzma_stream_decoder(&unpack->xz, MEMORY_MAX, 0) == LZMA_OK;
	case UNPACK_ZSTD:
		unpack->zstd = ZSTD_createDStream();
		return unpack->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(
					       unpack->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX));
	default:
		return true;
	}
}

struct unpack *unpack_begin(const void *data, size_t size)
{
	struct unpack *unpack = calloc(1, sizeof(*unpack));

	if (!unpack)
		return NULL;
	unpack->format = unpack_format(data, size);
	unpack->at = data;
	unpack->left = size;
	unpack->xz = (lzma_stream)LZMA_STREAM_INIT;
	if (start(unpack))
		return unpack;
	unpack_end(unpack);
	return NULL;
}

void unpack_end(struct unpack *unpack)
{
	if (!unpack)
		return;
	if (unpack->format == UNPACK_GZIP)
		inflateEnd(&unpack->gzip);
	lzma_end(&unpack->xz);
	ZSTD_freeDStream(unpack->zstd);
	free(unpack);
}

static void use_up(struct unpack *unpack, size_t used)
{
	unpack->at += used;
	unpack->left -= used;
}

/* --- one step: up to `size` bytes, or a negative errno ------------------------------------- */

static ssize_t step_gzip(struct unpack *unpack, void *to, size_t size)
{
	z_stream *gzip = &unpack->gzip;
	const size_t in = unpack->left < PIECE ? unpack->left : PIECE;
	int ret;

	gzip->next_in = (Bytef *)unpack->at;
	gzip->avail_in = (uInt)in;
	gzip->next_out = to;
	gzip->avail_out = (uInt)(size < PIECE ? size : PIECE);
	size = gzip->avail_out;
	ret = inflate(gzip, Z_NO_FLUSH);
	use_up(unpack, in - gzip->avail_in);
	unpack->ended = ret == Z_STREAM_END;
	return ret == Z_OK || unpack->ended ? (ssize_t)(size - gzip->avail_out) : -EINVAL;
}

static ssize_t step_xz(struct unpack *unpack, void *to, size_t size)
{
	lzma_stream *xz = &unpack->xz;
	lzma_ret ret;

	xz->next_in = unpack->at;
	xz->avail_in = unpack->left;
	xz->next_out = to;
	xz->avail_out = size;
	ret = lzma_code(xz, LZMA_RUN);
	use_up(unpack, unpack->left - xz->avail_in);
	unpack->ended = ret == LZMA_STREAM_END;
	return ret == LZMA_OK || unpack->ended ? (ssize_t)(size - xz->avail_out) : -EINVAL;
}

static ssize_t step_zstd(struct unpack *unpack, void *to, size_t size)
{
	ZSTD_inBuffer in = { unpack->at, unpack->left, 0 };
	ZSTD_outBuffer out = { to, size, 0 };
	const size_t ret = ZSTD_decompressStream(unpack->zstd, &out, &in);

	use_up(unpack, in.pos);
	unpack->ended = ret == 0;
	return ZSTD_isError(ret) ? -EINVAL : (ssize_t)out.pos;
}

static ssize_t step_plain(struct unpack *unpack, void *to, size_t size)
{
	if (size > unpack->left)
		size = unpack->left;
	memcpy(to, unpack->at, size);
	use_up(unpack, size);
	unpack->ended = !unpack->left;
	return (ssize_t)size;
}

static ssize_t step(struct unpack *unpack, void *to, size_t size)
{
	switch (unpack->format) {
	case UNPACK_GZIP:
		return step_gzip(unpack, to, size);
	case UNPACK_XZ:
		return step_xz(unpack, to, size);
	case UNPACK_ZSTD:
		return step_zstd(unpack, to, size);
	default:
		return step_plain(unpack, to, size);
	}
}

ssize_t unpack_read(struct unpack *unpack, void *to, size_t size, struct err *err)
{
	size_t done = 0;

	while (done < size && !unpack->ended) {
		const size_t before = unpack->left;
		const ssize_t got = step(unpack, (char *)to + done, size - done);

		if (got < 0 || (!got && before == unpack->left && !unpack->ended))
			return err_set(err, EINVAL, "the packed bytes are damaged or cut off");
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int unpack_all(const void *data, size_t size, struct buf *to, struct err *err)
{
	struct unpack *unpack = unpack_begin(data, size);
	ssize_t got = PIECE;

	if (!unpack)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	while (got == PIECE) {
		char *room = buf_reserve(to, PIECE);

		if (!room) {
			got = err_set(err, to->error, "%s", strerror(to->error));
			break;
		}
		got = unpack_read(unpack, room, PIECE, err);
		if (got > 0)
			to->len += (size_t)got;
	}
	unpack_end(unpack);
	return got < 0 ? (int)got : 0;
}
