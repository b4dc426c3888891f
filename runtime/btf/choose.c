// SPDX-License-Identifier: MIT
#include "btf/choose.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "btf/arch.h"
#include "btf/btf_file.h"
#include "btf/slice.h"
#include "lib/core_relo.h"
#include "lib/elf.h"
#include "lib/err.h"

enum { PATH_SIZE = 4096 };

static void release_of_kernel(char ret_release[static SLICES_RELEASE_SIZE])
{
	struct utsname name;

	*ret_release = '\0';
	if (uname(&name) == 0)
		strncat(ret_release, name.release, SLICES_RELEASE_SIZE - 1);
}

/* --- what the user gave -------------------------------------------------------------------- */

/* Of an archive, the slice for this kernel. */
static int unpack_given(struct given_btf *given, const struct slices *slices, const char *release,
			struct err *err)
{
	const int64_t index = slices_find(slices, release, arch_of_host());
	int ret;

	if (index < 0) {
		err_set(err, ENOENT, "'%s' has no slice for the kernel %s (%s)", given->path,
			release, arch_of_host());
		return err_hint(err, "'wasm-bpf btf --list %s' shows those that it has",
				given->path);
	}
	ret = slices_unpack(slices, (uint32_t)index, &given->btf, err);
	return ret < 0 ? err_prefix(err, "'%s'", given->path) : 0;
}

static int read_given(struct given_btf *given, struct err *err)
{
	struct buf path = BUF_INIT(PATH_SIZE);
	char release[SLICES_RELEASE_SIZE];
	struct btf_file file = { 0 };
	struct stat st;
	int ret = 0;

	release_of_kernel(release);
	if (stat(given->path, &st) == 0 && S_ISDIR(st.st_mode)) {
		ret = btf_file_find(given->path, release, &path, err);
		if (!ret) {
			free(given->path);
			given->path = path.data;
			path.data = NULL;
		}
	}
	buf_release(&path);
	if (!ret)
		ret = btf_file_read(given->path, &file, err);
	if (ret < 0)
		return ret;
	if (!file.slices.data) {
		given->btf = file.bytes;
		return 0;
	}
	given->archive = file.bytes;
	return unpack_given(given, &file.slices, release, err);
}

int given_btf_read(const char *path, struct given_btf **ret_given, struct err *err)
{
	struct given_btf *given = calloc(1, sizeof(*given));
	int ret;

	if (given)
		given->path = strdup(path);
	if (!given || !given->path) {
		given_btf_free(given);
		return err_set(err, ENOMEM, "%s", strerror(ENOMEM));
	}
	given->btf = (struct buf)BUF_INIT(SLICES_SLICE_MAX);
	ret = read_given(given, err);
	if (ret < 0)
		given_btf_free(given);
	else
		*ret_given = given;
	return ret;
}

void given_btf_free(struct given_btf *given)
{
	if (!given)
		return;
	buf_release(&given->btf);
	buf_release(&given->archive);
	free(given->path);
	free(given);
}

/* --- an object's --------------------------------------------------------------------------- */

/* What its relocations need of whole BTF. All of it, where a slice could give other results. */
static int give_part(const struct elf *elf, const struct buf *whole,
		     char ret_path[static KERNEL_BTF_PATH_MAX])
{
	const struct elf_section *btf = elf_find(elf, ".BTF"), *ext = elf_find(elf, ".BTF.ext");
	struct buf slice = BUF_INIT(SLICES_SLICE_MAX);
	struct core_roots roots;
	int ret = core_roots_read(&roots, btf->data, btf->size, ext->data, ext->size);
	const bool is_needed = ret || roots.count;

	if (!ret && is_needed)
		ret = btf_slice(whole->data, whole->len, &roots, &slice);
	core_roots_release(&roots);
	if (is_needed)
		ret = kernel_btf_give(ret ? whole : &slice, ret_path);
	buf_release(&slice);
	return is_needed ? ret : -ENOENT;
}

static bool covers(const struct buf *archive, const struct elf *elf, struct slices *slices)
{
	uint8_t digest[SLICES_DIGEST_SIZE];

	return archive && archive->len && slices_digest(elf, digest) &&
	       slices_read(slices, archive->data, archive->len, NULL) == 0 &&
	       slices_cover(slices, digest);
}

static int give_given(const struct given_btf *given, const struct elf *elf,
		      char ret_path[static KERNEL_BTF_PATH_MAX], struct err *err)
{
	struct slices slices;
	int ret;

	if (!given->archive.len) {
		ret = give_part(elf, &given->btf, ret_path);
	} else if (covers(&given->archive, elf, &slices)) {
		ret = kernel_btf_give(&given->btf, ret_path);
	} else {
		err_set(err, ESTALE, "the slices of '%s' were made for another object",
			given->path);
		return err_hint(err, "make them again by 'wasm-bpf btf', or give whole BTF");
	}
	if (ret < 0 && ret != -ENOENT)
		err_set(err, -ret, "cannot use the BTF of '%s': %s", given->path, strerror(-ret));
	return ret;
}

/* The slices that an object carries, as they stand in it. */
static bool carried_by(const struct elf *elf, struct buf *ret_archive)
{
	const struct elf_section *section = elf_find(elf, SLICES_SECTION);

	if (!section || !section->data || !section->size)
		return false;
	*ret_archive = (struct buf){ .data = (char *)section->data, .len = section->size };
	return true;
}

/* Of an archive that may be anything: nothing is said of what is of no use. */
static int give_carried(const struct buf *archive, const struct elf *elf,
			char ret_path[static KERNEL_BTF_PATH_MAX])
{
	struct buf slice = BUF_INIT(SLICES_SLICE_MAX);
	char release[SLICES_RELEASE_SIZE];
	struct slices slices;
	int64_t index = -ENOENT;
	int ret = -ENOENT;

	release_of_kernel(release);
	if (covers(archive, elf, &slices))
		index = slices_find(&slices, release, arch_of_host());
	if (index >= 0)
		ret = slices_unpack(&slices, (uint32_t)index, &slice, NULL);
	if (!ret)
		ret = kernel_btf_give(&slice, ret_path);
	buf_release(&slice);
	return ret;
}

static int give_any(const struct btf_choice *choice, const struct elf *elf,
		    char ret_path[static KERNEL_BTF_PATH_MAX])
{
	struct buf carried;
	int ret = -ENOENT;

	if (carried_by(elf, &carried))
		ret = give_carried(&carried, elf, ret_path);
	if (ret < 0 && choice->carried)
		ret = give_carried(choice->carried, elf, ret_path);
	return ret < 0 ? -ENOENT : ret;
}

int btf_choose(const struct btf_choice *choice, const void *object, size_t size,
	       char ret_path[static KERNEL_BTF_PATH_MAX], struct err *err)
{
	uint8_t digest[SLICES_DIGEST_SIZE];
	struct elf elf;
	int ret;

	if (!choice->given && access(kernel_btf_path, F_OK) == 0) {
		ret = kernel_btf_slice(choice->cache, object, size, ret_path);
		return ret < 0 ? -ENOENT : ret;
	}
	ret = elf_read(&elf, object, size, err);
	if (ret < 0)
		return ret;
	ret = -ENOENT;
	if (slices_digest(&elf, digest))
		ret = choice->given ? give_given(choice->given, &elf, ret_path, err)
				    : give_any(choice, &elf, ret_path);
	elf_release(&elf);
	return ret;
}

bool btf_carries_slices(const void *object, size_t size)
{
	struct buf carried;
	struct elf elf;
	bool carries;

	if (elf_read(&elf, object, size, NULL) < 0)
		return false;
	carries = carried_by(&elf, &carried);
	elf_release(&elf);
	return carries;
}

int btf_choose_hint(const struct btf_choice *choice, bool carries, struct err *err)
{
	char release[SLICES_RELEASE_SIZE];

	carries |= choice->carried && choice->carried->len;
	release_of_kernel(release);
	return err_hint(err,
			"this kernel has no BTF ('%s' does not exist)%s: give that of kernel %s by "
			"--btf, or slices made by 'wasm-bpf btf'",
			kernel_btf_path,
			carries ? ", and the slices that came along are not for it" : "", release);
}
