// SPDX-License-Identifier: MIT
/*
 * Containers by the paths of cgroups, and what runtimes keep of them, in folders made for it.
 *
 * rooms: containers lib
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "containers/containers.h"
#include "containers/place.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba98765432100123456789abcdef0123456789abcdef0123456789abcdef"
#define POD "11111111-2222-3333-4444-555555555555"

START_TEST(paths_tell_whose_they_are)
{
	static const struct {
		const char *path, *runtime, *id, *pod, *unit;
	} rows[] = {
		{ "/docker/" ID, "docker", ID, "", "" },
		{ "/system.slice/docker-" ID ".scope", "docker", ID, "", "" },
		{ "/machine.slice/libpod-" ID ".scope/container", "podman", ID, "", "" },
		{ "/libpod_parent/libpod-" ID, "podman", ID, "", "" },
		{ "/kubepods/burstable/pod" POD "/" ID, "", ID, POD, "" },
		{ "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod"
		  "11111111_2222_3333_4444_555555555555.slice/cri-containerd-" ID ".scope",
		  "containerd", ID, POD, "" },
		{ "/kubepods.slice/crio-" ID ".scope", "cri-o", ID, "", "" },
		{ "/docker/" ID "/docker/" OTHER, "docker", OTHER, "", "" },
		{ "/system.slice/cron.service", "", "", "", "cron.service" },
	};
	static const char *const none[] = { "/",
					    "",
					    "/user.slice",
					    "/docker",
					    "/docker/0123",
					    "/x/libpod-" ID "0",
					    "/libpod-0123456789abcdefg" };
	struct container_place place;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		ck_assert_msg(container_place(rows[i].path, &place), "%s", rows[i].path);
		ck_assert_str_eq(place.runtime, rows[i].runtime);
		ck_assert_str_eq(place.id, rows[i].id);
		ck_assert_str_eq(place.pod, rows[i].pod);
		ck_assert_str_eq(place.unit, rows[i].unit);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		ck_assert_msg(!container_place(none[i], &place), "%s", none[i]);
}
END_TEST

static char root[64];

/* Writes a file below the root, with the folders above it. */
static void put(const char *path, const char *text)
{
	char whole[512];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *at = whole + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(whole, 0700);
		*at = '/';
	}
	file = fopen(whole, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void setup(void)
{
	strcpy(root, "/tmp/wasm-bpf-unit.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	ck_assert_int_eq(system(command), 0);
}

static void read_place(const char *path, struct container *container)
{
	struct container_place place;

	ck_assert(container_place(path, &place));
	container_read(root, &place, container);
}

START_TEST(docker_names_them)
{
	struct container container;

	put("/var/lib/docker/containers/" ID "/config.v2.json",
	    "{\"Name\":\"/web\",\"Config\":{\"Image\":\"nginx:1\",\"Labels\":{}}}");
	read_place("/docker/" ID, &container);
	ck_assert_str_eq(container.name, "web");
	ck_assert_str_eq(container.image, "nginx:1");
	ck_assert_ptr_null(container.pod);
	container_release(&container);
}
END_TEST

START_TEST(podman_names_them)
{
	struct container container;

	put("/var/lib/containers/storage/overlay-containers/containers.json",
	    "[{\"id\":\"" OTHER "\",\"names\":[\"other\"]},{\"id\":\"" ID
	    "\",\"names\":[\"db\"],\"metadata\":\"{\\\"image-name\\\":\\\"postgres\\\"}\"}]");
	read_place("/libpod_parent/libpod-" ID, &container);
	ck_assert_str_eq(container.name, "db");
	ck_assert_str_eq(container.image, "postgres");
	container_release(&container);
}
END_TEST

START_TEST(bundles_of_pods_name_them)
{
	struct container container;

	put("/run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID "/config.json",
	    "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"app\","
	    "\"io.kubernetes.cri.sandbox-name\":\"app-7\","
	    "\"io.kubernetes.cri.sandbox-namespace\":\"shop\","
	    "\"io.kubernetes.cri.image-name\":\"shop/app:2\"}}");
	read_place("/kubepods/pod" POD "/" ID, &container);
	ck_assert_str_eq(container.name, "app");
	ck_assert_str_eq(container.pod, "app-7");
	ck_assert_str_eq(container.namespace, "shop");
	ck_assert_str_eq(container.image, "shop/app:2");
	container_release(&container);
}
END_TEST

/* Of a runtime whose files say nothing, or something else. */
START_TEST(files_of_strangers_are_harmless)
{
	static const char *const bad[] = { "", "{", "[]", "{\"Name\":5,\"Config\":[]}",
					   "{\"Name\":\"\",\"Config\":{\"Labels\":7}}" };
	struct container container;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		put("/var/lib/docker/containers/" ID "/config.v2.json", bad[i]);
		put("/var/lib/containers/storage/overlay-containers/containers.json", bad[i]);
		read_place("/kubepods/pod" POD "/" ID, &container);
		ck_assert_str_eq(container.id, ID);
		ck_assert_ptr_null(container.name);
		ck_assert_str_eq(container.pod, POD);
		container_release(&container);
	}
}
END_TEST

static void count(void *context, uint64_t mntns)
{
	*(uint64_t *)context = mntns;
}

START_TEST(numbers_are_found_on_the_machine)
{
	struct containers *containers = containers_new(root);
	struct stat status;
	uint64_t mntns = 0;
	char path[256];

	put("/sys/fs/cgroup/cgroup.controllers", "");
	put("/sys/fs/cgroup/docker/" ID "/cgroup.procs", "");
	put("/proc/1/cgroup", "0::/\n");
	put("/proc/77/cgroup", "1:cpu:/\n0::/docker/" ID "\n");
	snprintf(path, sizeof(path), "%s/proc/77/ns", root);
	mkdir(path, 0700);
	strcat(path, "/mnt");
	ck_assert_int_eq(symlink("mnt:[4026532000]", path), 0);
	snprintf(path, sizeof(path), "%s/sys/fs/cgroup/docker/" ID, root);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_str_eq(containers_of_cgroup(containers, status.st_ino)->id, ID);
	ck_assert_str_eq(containers_cgroup_path(containers, status.st_ino), "/docker/" ID);
	ck_assert_ptr_null(containers_of_cgroup(containers, 1));
	ck_assert_str_eq(containers_of_mntns(containers, 4026532000)->id, ID);
	ck_assert_ptr_null(containers_of_mntns(containers, 5));
	containers_each_mntns(containers, "0123456789ab", count, &mntns);
	ck_assert_uint_eq(mntns, 4026532000);
	containers_free(containers);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("containers");
	TCase *tests = tcase_create("containers");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, paths_tell_whose_they_are);
	tcase_add_test(tests, docker_names_them);
	tcase_add_test(tests, podman_names_them);
	tcase_add_test(tests, bundles_of_pods_name_them);
	tcase_add_test(tests, files_of_strangers_are_harmless);
	tcase_add_test(tests, numbers_are_found_on_the_machine);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
