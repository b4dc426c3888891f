// SPDX-License-Identifier: MIT
/*
 * Descriptors that are none of WASI's. The linker puts the __wrap functions here in the
 * place of the libc's (--wrap), so that sources close and read them as natively.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "object.h"

static struct sdk_descriptor *descriptors;

/* What closes one: set when the first is made, since all guests call close() by their libc,
 * and those without descriptors are not to bring this along. */
static int (*close_fn)(int fd), (*free_fn)(int fd);

int __wrap_close(int fd);
int __real_close(int fd);
ssize_t __wrap_read(int fd, void *buf, size_t size);
ssize_t __real_read(int fd, void *buf, size_t size);

static struct sdk_descriptor *find_any(int fd)
{
	struct sdk_descriptor *at = descriptors;

	while (at && at->fd != fd)
		at = at->next;
	return at;
}

static int free_one(int fd)
{
	struct sdk_descriptor **at = &descriptors, *descriptor;
	int err = 0;

	while (*at && (*at)->fd != fd)
		at = &(*at)->next;
	descriptor = *at;
	if (!descriptor)
		return sdk_error(EBADF);
	*at = descriptor->next;
	if (descriptor->close)
		err = sdk_result(descriptor->close(descriptor->handle));
	if (descriptor->kind == SDK_PATH || descriptor->kind == SDK_EVENT)
		free(descriptor->data);
	free(descriptor);
	return err;
}

static int close_any(int fd)
{
	/* A WASI descriptor may stand for a path, too: see path.c. */
	const struct sdk_descriptor *descriptor = find_any(fd);

	/* Closed by a source, though the object or the link goes on using it: as natively. */
	if (descriptor && (descriptor->kind == SDK_PROGRAM || descriptor->kind == SDK_LINK))
		return 0;
	if (descriptor && free_one(fd))
		return -1;
	return fd >= SDK_DESCRIPTORS && descriptor ? 0 : __real_close(fd);
}

struct sdk_descriptor *sdk_descriptor_new(enum sdk_descriptor_kind kind, int handle)
{
	struct sdk_descriptor *descriptor = malloc(sizeof(*descriptor));
	int fd = SDK_DESCRIPTORS;

	if (!descriptor)
		return sdk_error_ptr(ENOMEM);
	while (find_any(fd))
		fd++;
	if (fd - SDK_DESCRIPTORS >= SDK_DESCRIPTORS_MAX) {
		free(descriptor);
		return sdk_error_ptr(EMFILE);
	}
	*descriptor = (struct sdk_descriptor){
		.next = descriptors, .fd = fd, .kind = kind, .handle = handle,
	};
	descriptors = descriptor;
	close_fn = close_any;
	free_fn = free_one;
	return descriptor;
}

struct sdk_descriptor *sdk_descriptor_find(int fd, enum sdk_descriptor_kind kind)
{
	struct sdk_descriptor *descriptor = find_any(fd);

	return descriptor && descriptor->kind == kind ? descriptor : sdk_error_ptr(EBADF);
}

int sdk_descriptor_free(int fd)
{
	return fd ? free_fn(fd) : 0;
}

int __wrap_close(int fd)
{
	return close_fn ? close_fn(fd) : __real_close(fd);
}

ssize_t __wrap_read(int fd, void *buf, size_t size)
{
	const struct sdk_descriptor *descriptor;
	ssize_t ret;

	if (fd < SDK_DESCRIPTORS)
		return __real_read(fd, buf, size);
	descriptor = find_any(fd);
	if (!descriptor || !descriptor->read) {
		sdk_error(descriptor ? EINVAL : EBADF);
		return -1;
	}
	ret = sdk_result(descriptor->read(descriptor->handle, buf, size));
	return ret < 0 ? -1 : ret;
}
