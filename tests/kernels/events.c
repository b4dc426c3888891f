// SPDX-License-Identifier: MIT
/*
 * Makes the events that programs of kinds.bpf.c see:
 *
 *	events NAME [DEVICE]	once, what a program of that kind sees
 *	events count		prints how many programs, maps and links the kernel has
 *
 * It has the function `marked` and the probe checks:marked, both with known arguments.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef __aarch64__
#define ARGUMENT "-4@%x[argument]"
#else
#define ARGUMENT "-4@%k[argument]"
#endif

/* A note in the format of SystemTap's <sys/sdt.h>, version 3, without a semaphore. */
#define PROBE(provider, name, number) \
	__asm__ volatile("990: nop\n" \
			 ".pushsection .note.stapsdt,\"\",\"note\"\n" \
			 ".balign 4\n" \
			 ".4byte 992f-991f, 994f-993f, 3\n" \
			 "991: .asciz \"stapsdt\"\n" \
			 "992: .balign 4\n" \
			 "993: .8byte 990b, _.stapsdt.base, 0\n" \
			 ".asciz \"" provider "\"\n" \
			 ".asciz \"" name "\"\n" \
			 ".asciz \"" ARGUMENT "\"\n" \
			 "994: .balign 4\n" \
			 ".popsection\n" \
			 ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
			 ".weak _.stapsdt.base\n" \
			 ".hidden _.stapsdt.base\n" \
			 "_.stapsdt.base: .space 1\n" \
			 ".size _.stapsdt.base, 1\n" \
			 ".popsection\n" \
			 : \
			 : [argument] "r"(number))

__attribute__((noinline)) int marked(int first, int second);
int marked(int first, int second)
{
	PROBE("checks", "marked", first);
	return first + second;
}

static void event_marked(const char *device)
{
	(void)device;
	marked(4242, 58);
}

static void event_sleep(const char *device)
{
	const struct timespec time = { .tv_nsec = 12345678 };

	(void)device;
	nanosleep(&time, NULL);
}

static void event_getpgid(const char *device)
{
	(void)device;
	getpgid(1);
}

static void event_exec(const char *device)
{
	int status;

	(void)device;
	if (!fork()) {
		execl("/proc/self/exe", "events", "nothing", NULL);
		_exit(1);
	}
	wait(&status);
}

static void event_busy(const char *device)
{
	const clock_t end = clock() + CLOCKS_PER_SEC;

	(void)device;
	while (clock() < end)
		;
}

/* One frame with an IPv4 header, out of a device. */
static void event_packet(const char *device)
{
	const int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP));
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex(device ? device : "lo"),
		.sll_halen = 6,
	};
	unsigned char frame[64] = { [12] = 8,   [14] = 0x45, [17] = 50,  [22] = 9, [23] = 17,
				    [26] = 127, [29] = 1,    [30] = 127, [33] = 1 };

	memset(frame, 0xff, 6);
	if (fd < 0 || sendto(fd, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		perror("packet");
	close(fd);
}

static void event_udp(const char *device)
{
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(9),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };

	(void)device;
	if (fd < 0 || sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		perror("udp");
	close(fd);
}

/* A connection over loopback, with some bytes, a bind and an option. */
static void event_tcp(const char *device)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	const struct timeval limit = { .tv_sec = 1 };
	socklen_t size = sizeof(at), option_size = sizeof(int);
	int server = socket(AF_INET, SOCK_STREAM, 0), client, other, option;
	char text[8];

	(void)device;
	client = socket(AF_INET, SOCK_STREAM, 0);
	if (bind(server, (struct sockaddr *)&at, size) < 0 || listen(server, 1) < 0 ||
	    getsockname(server, (struct sockaddr *)&at, &size) < 0 ||
	    connect(client, (struct sockaddr *)&at, size) < 0) {
		perror("tcp");
		return;
	}
	other = accept(server, NULL, NULL);
	setsockopt(other, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	getsockopt(client, SOL_SOCKET, SO_ERROR, &option, &option_size);
	if (write(client, "some", 4) < 0 || read(other, text, sizeof(text)) < 0)
		perror("tcp");
	close(client);
	close(other);
	close(server);
}

/* The same, by the congestion control that a program has. */
static void event_congestion(const char *device)
{
	const int file = open("/proc/sys/net/ipv4/tcp_congestion_control", O_RDWR);
	char before[32];
	const ssize_t size = read(file, before, sizeof(before));

	if (pwrite(file, "bpf_checked", 11, 0) < 0)
		perror("congestion");
	event_tcp(device);
	if (size <= 0 || pwrite(file, before, (size_t)size, 0) < 0)
		perror("congestion");
	close(file);
}

static void event_files(const char *device)
{
	char text[64];
	int fd = open("/dev/null", O_WRONLY);

	(void)device;
	close(fd);
	fd = open("/proc/sys/kernel/ostype", O_RDONLY);
	if (read(fd, text, sizeof(text)) < 0)
		perror("files");
	close(fd);
}

static void event_count(const char *device)
{
	unsigned int ids[3] = { 0, 0, 0 }, counts[3] = { 0, 0, 0 };

	(void)device;
	while (!bpf_prog_get_next_id(ids[0], &ids[0]))
		counts[0]++;
	while (!bpf_map_get_next_id(ids[1], &ids[1]))
		counts[1]++;
	while (!bpf_link_get_next_id(ids[2], &ids[2]))
		counts[2]++;
	printf("%u programs, %u maps, %u links\n", counts[0], counts[1], counts[2]);
}

static void event_nothing(const char *device)
{
	(void)device;
}

static const struct {
	const char *name;
	void (*make)(const char *device);
} events[] = {
	{ "marked", event_marked },   { "sleep", event_sleep },
	{ "getpgid", event_getpgid }, { "exec", event_exec },
	{ "busy", event_busy },       { "packet", event_packet },
	{ "udp", event_udp },         { "tcp", event_tcp },
	{ "files", event_files },     { "congestion", event_congestion },
	{ "count", event_count },     { "nothing", event_nothing },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(events) / sizeof(events[0]); i++) {
		if (strcmp(events[i].name, argv[1]) != 0)
			continue;
		events[i].make(argc > 2 ? argv[2] : NULL);
		return 0;
	}
	fprintf(stderr, "events: no such event\n");
	return 2;
}
