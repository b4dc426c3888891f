// SPDX-License-Identifier: MIT
/*
 * Prints one use of everything that takes or gives numbers of the kernel's or the libc's, and
 * of types whose sizes differ in WebAssembly. Natively and as a guest it must print the same.
 * In: a folder to work in.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/ipv6.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define size(type) printf("sizeof(" #type ") %d\n", (int)sizeof(type))
#define offset(type, member) printf(#type "." #member " %d\n", (int)offsetof(type, member))
#define result(call) (errno = 0, printf(#call " %d", (int)(call)), printf(" errno %d\n", errno))

static void texts(void)
{
	char room[64];

	for (int i = -1; i < 140; i++)
		printf("%d %s\n", i, strerror(i));
	printf("524 %s\n", strerror(524));
	for (int i = 1; i < 32; i++)
		printf("%d %s\n", i, strsignal(i));
	printf("%s\n", strerror_r(ENOTSUP, room, sizeof(room)));
	errno = ENODATA;
	perror("perror");
	errno = ENODATA;
	printf("%m %d\n", errno);
	errno = EAGAIN;
	printf("%m\n");
}

static void addresses(void)
{
	struct in6_addr six = IN6ADDR_LOOPBACK_INIT;
	struct in_addr four = { htonl(INADDR_LOOPBACK) };
	char room[INET6_ADDRSTRLEN];

	puts(inet_ntop(AF_INET, &four, room, sizeof(room)));
	puts(inet_ntop(AF_INET6, &six, room, sizeof(room)));
	six.s6_addr32[0] = htonl(0x20010db8);
	six.s6_addr16[2] = htons(7);
	puts(inet_ntop(AF_INET6, &six, room, sizeof(room)));
	result(inet_ntop(1, &four, room, sizeof(room)) != NULL);
	result(inet_ntop(AF_INET, &four, room, 3) != NULL);
	result(inet_pton(AF_INET, "10.1.2.3", &four));
	result(inet_pton(AF_INET6, "::ffff:10.1.2.3", &six));
	result(inet_pton(AF_INET, "10.1.2", &four));
	result(inet_pton(1, "10.1.2.3", &four));
	printf("%x\n", ntohl(four.s_addr));
}

static void files(void)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { 1000000000, 5000 } };
	struct stat info;
	struct dirent *entry;
	int fd, dir, kinds[16] = { 0 };
	DIR *open_dir;

	result(open("none", O_RDONLY));
	result(fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0644) < 0);
	result(open("file", O_WRONLY | O_CREAT | O_EXCL, 0644));
	result(open("file/x", O_RDONLY));
	fd = open("file", O_WRONLY | O_APPEND | O_TRUNC);
	printf("flags %x\n", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	result(fcntl(fd, F_SETFL, O_NONBLOCK));
	printf("flags %x\n", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	result((int)write(fd, "12345", 5));
	result((int)lseek(fd, 1, SEEK_SET));
	result((int)read(fd, &info, 1));
	result(futimens(fd, times));
	result(fstat(fd, &info));
	printf("%x %ld %ld.%09ld\n", info.st_mode & S_IFMT, (long)info.st_size, info.st_mtime,
	       info.st_mtim.tv_nsec);
	result(posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM));
	close(fd);
	result(close(fd));
	result(mkdir("dir", 0755));
	result(mkdir("dir", 0755));
	result(symlink("file", "link"));
	result(open("link", O_RDONLY | O_NOFOLLOW));
	result(open("file", O_RDONLY | O_DIRECTORY));
	dir = open(".", O_RDONLY | O_DIRECTORY);
	result(fstatat(dir, "link", &info, AT_SYMLINK_NOFOLLOW));
	printf("%x\n", info.st_mode & S_IFMT);
	result(fstatat(AT_FDCWD, "link", &info, 0));
	printf("%x\n", info.st_mode & S_IFMT);
	result(faccessat(dir, "none", R_OK, 0));
	result(access("none", R_OK));
	result(openat(dir, "none", O_RDONLY));
	result(renameat(dir, "none", dir, "other"));
	result(unlinkat(dir, "dir", 0) == -1);
	open_dir = opendir(".");
	while ((entry = readdir(open_dir)))
		kinds[entry->d_type & 15] += entry->d_name[0] != '.';
	closedir(open_dir);
	printf("DT_REG %d DT_DIR %d DT_LNK %d others %d\n", kinds[DT_REG], kinds[DT_DIR],
	       kinds[DT_LNK], kinds[DT_UNKNOWN]);
	result(unlinkat(dir, "dir", AT_REMOVEDIR));
	result(unlink("link"));
	result(unlink("file"));
	result(unlink("file"));
	result(rmdir("none"));
	result(opendir("none") != NULL);
	result(fopen("none", "r") != NULL);
	result(isatty(dir));
}

static void numbers(void)
{
	struct pollfd out = { 1, POLLOUT, 0 };
	struct timespec time;
	void *memory;

	result(poll(&out, 1, 0));
	printf("revents %x\n", out.revents);
	result(clock_gettime(CLOCK_MONOTONIC, &time));
	result(time.tv_nsec >= 0 && time.tv_nsec < 1000000000);
	result(clock_gettime(CLOCK_REALTIME, &time));
	result(clock_gettime(CLOCK_BOOTTIME, &time));
	result(clock_gettime(99, &time));
	result(clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ 0, 1000 }, NULL));
	result(usleep(1000));
	result(sleep(0));
	memset(&time, 0xff, sizeof(time));
	result(nanosleep(&(struct timespec){ 0, 20000 }, &time));
	result(posix_memalign(&memory, 3, 10));
	result(strtol("99999999999999999999999", NULL, 10) == LONG_MAX);
	result(strtoul("0xffffffffffffffff", NULL, 16) == ULONG_MAX);
	result(strtol("-8589934592", NULL, 0) / 1024 / 1024);
	result(waitpid(-1, NULL, WNOHANG));
}

/* A library's natural use of `long` for what the kernel has 64 bits of. */
struct record {
	unsigned long address;
	long delta;
	unsigned long long cycles;
	long int count;
	unsigned flags : 3;
};

static void longs(void)
{
	struct record record = { 0xffffffff81000000UL, -5L, 1ull << 40, 1L << 33, 5 };
	unsigned long stack[3] = { 0x7fff12345678, ~0UL, 1UL << 32 }, *at = stack;
	uint64_t fixed = 1234567890123;
	long unsigned int other = 0x123456789abcUL;
	char text[64];
	long parsed;

	size(struct record);
	printf("%d\n", (int)sizeof(unsigned long));
	size(stack);
	offset(struct record, count);
	printf("%lx %ld %llu %li %u\n", record.address, record.delta, record.cycles, record.count,
	       record.flags);
	printf("0x%016lx|%-20lu|%+ld|%#lx\n", at[0], at[1], (long)at[2], other);
	printf("%lu%% \"%lu\"\n", fixed, fixed / 10);
	snprintf(text, sizeof(text), "%lu %lx", fixed, at[2]);
	parsed = 0;
	printf("%d", sscanf(text, "%ld %lx", &parsed, &other));
	printf(" %ld %lx %ld\n", parsed, other, LONG_MIN);
	printf("%ld %ld\n", (time_t)5000000000, labs(-7L));
}

static void types(void)
{
	size(struct sockaddr);
	size(struct sockaddr_in);
	size(struct sockaddr_in6);
	size(struct sockaddr_storage);
	size(struct sockaddr_un);
	size(struct sockaddr_ll);
	size(struct in6_addr);
	size(struct iphdr);
	size(struct ipv6hdr);
	size(struct tcphdr);
	size(struct udphdr);
	size(struct ethhdr);
	size(struct timespec);
	size(struct timeval);
	size(struct rlimit);
	size(struct pollfd);
	size(time_t);
	size(off_t);
	size(pid_t);
	size(uid_t);
	size(clockid_t);
	offset(struct sockaddr_in, sin_addr);
	offset(struct sockaddr_in6, sin6_addr);
	offset(struct sockaddr_in6, sin6_scope_id);
	offset(struct timespec, tv_nsec);
}

int main(int argc, char **argv)
{
	int err;

	if (argc != 2 || chdir(argv[1]))
		return 1;
	setvbuf(stdout, NULL, _IONBF, 0);
	texts();
	addresses();
	files();
	numbers();
	longs();
	types();
	err = open("none", O_RDONLY) < 0 ? -errno : 0;
	return -err;
}
