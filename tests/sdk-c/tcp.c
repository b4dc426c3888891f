// SPDX-License-Identifier: MIT
/* Makes one TCP connection over loopback, and prints the port that is listened on. */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	int accepted;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(server, (void *)&address, size) || listen(server, 1) ||
	    getsockname(server, (void *)&address, &size) ||
	    connect(client, (void *)&address, size))
		return 1;
	accepted = accept(server, NULL, NULL);
	close(client);
	close(accepted);
	close(server);
	printf("%d\n", ntohs(address.sin_port));
	return accepted < 0;
}
