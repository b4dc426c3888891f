/* SPDX-License-Identifier: MIT */
/* An image layout in one tar archive, skopeo's oci-archive. */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include <stddef.h>

struct err;
struct store;
struct store_entry;

/* Writes these entries of a store and all that they reach. The same content gives the
 * same bytes: times are SOURCE_DATE_EPOCH, or 0. 0 or -errno. */
int archive_save(const struct store *store, const struct store_entry *entries, size_t count,
		 int fd, struct err *err);

/* Adds what an archive holds to a store: every blob verified, each entry whole, none of
 * its paths used as one. The caller names the entries and frees the array. 0 or -errno. */
int archive_load(int fd, struct store *store, struct store_entry **ret_entries,
		 size_t *ret_count, struct err *err);

#endif
