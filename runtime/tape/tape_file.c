// SPDX-License-Identifier: MIT
#include "tape/tape_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/buf.h"
#include "lib/err.h"
#include "lib/file.h"
#include "tape/tape.h"

static const char magic[8] = { 'w', 'b', 'p', 'f', 'r', 'e', 'c', TAPE_VERSION };

enum { WINDOW = -15, LEVEL = 6 };  /* raw deflate */
enum { FLAGS = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY };

struct block {
	uint32_t packed;
	uint32_t size;
	uint32_t crc;
};

struct tape_writer {
	int fd;
	int error;    /* the first failure, positive */
	bool is_new;  /* the file was not there before */
	bool began;   /* something was written */
	char *path;
	z_stream stream;
};

/* --- writing ------------------------------------------------------------------- */

static void put(struct tape_writer *writer, const void *data, size_t size)
{
	const char *at = data;

	while (size && !writer->error) {
		const ssize_t written = write(writer->fd, at, size);

		if (written < 0 && errno != EINTR)
			writer->error = errno;
		if (written > 0) {
			at += written;
			size -= (size_t)written;
		}
	}
}

/* Whether another process writes the file; otherwise it is this one's. */
static bool is_taken(const struct tape_writer *writer)
{
	struct stat status;

	return fstat(writer->fd, &status) == 0 && S_ISREG(status.st_mode) &&
	       flock(writer->fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

int tape_writer_new(const char *path, struct tape_writer **ret_writer, struct err *err)
{
	struct tape_writer *writer = calloc(1, sizeof(*writer));

	if (writer)
		writer->path = strdup(path);
	if (!writer || !writer->path ||
	    deflateInit2(&writer->stream, LEVEL, Z_DEFLATED, WINDOW, 8, Z_DEFAULT_STRATEGY)) {
		if (writer)
			free(writer->path);
		free(writer);
		return err_set(err, ENOMEM, "cannot record: %s", strerror(ENOMEM));
	}
	writer->fd = open(path, FLAGS | O_EXCL, 0600);
	writer->is_new = writer->fd >= 0;
	if (writer->fd < 0)
		writer->fd = open(path, FLAGS, 0600);
	if (writer->fd >= 0 && is_taken(writer)) {
		err_set(err, EBUSY, "cannot write '%s': another run records to it", path);
		tape_writer_free(writer, NULL);
		return -err->code;
	}
	if (writer->fd < 0) {
		err_set(err, errno, "cannot write '%s': %s", path, strerror(errno));
		tape_writer_free(writer, NULL);
		return -err->code;
	}
	*ret_writer = writer;
	return 0;
}

bool tape_writer_is(const struct tape_writer *writer, const char *path)
{
	struct stat ours, other;

	return fstat(writer->fd, &ours) == 0 && stat(path, &other) == 0 &&
	       ours.st_dev == other.st_dev && ours.st_ino == other.st_ino;
}

/* A run that does not come about leaves a file that was there as it was. */
static void begin(struct tape_writer *writer)
{
	struct stat status;

	if (writer->began)
		return;
	writer->began = true;
	if (fstat(writer->fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    ftruncate(writer->fd, 0) < 0)
		writer->error = errno;
	put(writer, magic, sizeof(magic));
}

void tape_write(struct tape_writer *writer, struct buf *events)
{
	z_stream *stream = &writer->stream;
	const size_t room = deflateBound(stream, events->len) + 64;
	struct block *block = events->len ? malloc(sizeof(*block) + room) : NULL;

	if (events->error || (events->len && !block))
		writer->error = writer->error ? writer->error : ENOMEM;
	begin(writer);
	if (block && !writer->error) {
		stream->next_in = (unsigned char *)events->data;
		stream->avail_in = (unsigned int)events->len;
		stream->next_out = (unsigned char *)(block + 1);
		stream->avail_out = (unsigned int)room;
		deflate(stream, Z_SYNC_FLUSH);
		*block = (struct block){
			.packed = (uint32_t)(room - stream->avail_out),
			.size = (uint32_t)events->len,
			.crc = (uint32_t)crc32(0, (unsigned char *)events->data,
					       (unsigned int)events->len),
		};
		put(writer, block, sizeof(*block) + block->packed);
	}
	free(block);
	events->len = 0;
}

int tape_writer_free(struct tape_writer *writer, struct err *err)
{
	int ret = 0;

	if (!writer)
		return 0;
	deflateEnd(&writer->stream);
	if (writer->is_new && !writer->began)
		unlink(writer->path);
	if (writer->fd >= 0 && close(writer->fd) < 0 && !writer->error)
		writer->error = errno;
	if (writer->error)
		ret = err_set(err, writer->error, "cannot write '%s': %s", writer->path,
			      strerror(writer->error));
	free(writer->path);
	free(writer);
	return ret;
}

/* --- reading ------------------------------------------------------------------- */

static int unpack_block(z_stream *stream, const struct block *block, const unsigned char *packed,
			struct buf *events)
{
	char *to = buf_reserve(events, block->size);

	if (!to)
		return -events->error;
	stream->next_in = (unsigned char *)(uintptr_t)packed;
	stream->avail_in = block->packed;
	stream->next_out = (unsigned char *)to;
	stream->avail_out = block->size;
	if (inflate(stream, Z_SYNC_FLUSH) != Z_OK || stream->avail_out || stream->avail_in ||
	    crc32(0, (unsigned char *)to, block->size) != block->crc)
		return -EINVAL;
	events->len += block->size;
	return 0;
}

static int unpack_blocks(z_stream *stream, const unsigned char *data, size_t size,
			 struct buf *events, bool *ret_is_cut, struct err *err)
{
	struct block block;
	size_t at = sizeof(magic);

	while (size - at >= sizeof(block)) {
		int ret;

		memcpy(&block, data + at, sizeof(block));
		if (block.packed > size - at - sizeof(block))
			break;
		ret = unpack_block(stream, &block, data + at + sizeof(block), events);
		if (ret == -EINVAL)
			return err_set(err, EINVAL,
				       "damaged: the block at byte %zu does not hold "
				       "what was written",
				       at);
		if (ret < 0)
			return err_set(err, -ret, "it holds more than %zu bytes", events->max);
		at += sizeof(block) + block.packed;
	}
	*ret_is_cut = at < size;
	return events->len ? 0 : err_set(err, EINVAL, "the recording holds nothing");
}

int tape_unpack(const void *data, size_t size, struct buf *events, bool *ret_is_cut,
		struct err *err)
{
	z_stream stream = { 0 };
	int ret;

	if (size < sizeof(magic) || memcmp(data, magic, sizeof(magic) - 1) != 0)
		return err_set(err, EINVAL, "not a recording of 'wasm-bpf run --record'");
	if (((const char *)data)[sizeof(magic) - 1] != TAPE_VERSION)
		return err_set(err, EINVAL,
			       "a recording of version %u; this wasm-bpf reads "
			       "version %d",
			       ((const unsigned char *)data)[sizeof(magic) - 1], TAPE_VERSION);
	if (inflateInit2(&stream, WINDOW) != Z_OK)
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	ret = unpack_blocks(&stream, data, size, events, ret_is_cut, err);
	inflateEnd(&stream);
	return ret;
}

int tape_read(const char *path, struct buf *events, bool *ret_is_cut, struct err *err)
{
	struct buf file = BUF_INIT(TAPE_MAX);
	int ret = file_read(path, &file, err);

	if (!ret) {
		ret = tape_unpack(file.data ? file.data : "", file.len, events, ret_is_cut, err);
		if (ret < 0)
			err_prefix(err, "'%s'", path);
	}
	buf_release(&file);
	return ret;
}
