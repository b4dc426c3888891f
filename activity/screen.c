// SPDX-License-Identifier: MIT
#include "activity/screen.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "lib/buf.h"

enum { SCREEN_MAX = 1 << 20 };

static struct termios before;
static volatile sig_atomic_t is_on;

/* ECMA-48, and xterm's second screen. */
static const char enter[] = "\x1b[?1049h\x1b[?25l", leave[] = "\x1b[?25h\x1b[?1049l";

static void put(const char *text, size_t size)
{
	while (size) {
		const ssize_t done = write(STDOUT_FILENO, text, size);

		if (done < 0 && errno != EINTR)
			return;
		text += done > 0 ? done : 0;
		size -= done > 0 ? (size_t)done : 0;
	}
}

void screen_end(void)
{
	if (!is_on)
		return;
	is_on = 0;
	put(leave, sizeof(leave) - 1);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static void end_by_signal(int number)
{
	screen_end();
	signal(number, SIG_DFL);
	raise(number);
}

static void take_size(int number)
{
	(void)number; /* it ends poll() */
}

bool screen_begin(void)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = end_by_signal };
	struct termios now;

	if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before) < 0)
		return false;
	now = before;
	now.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		sigaction(ending[i], &action, NULL);
	action.sa_handler = take_size;
	sigaction(SIGWINCH, &action, NULL);
	is_on = 1;
	atexit(screen_end);
	tcsetattr(STDIN_FILENO, TCSANOW, &now);
	put(enter, sizeof(enter) - 1);
	return true;
}

/* The bytes of a line that fit: columns are characters, as all text is of one width here. */
static size_t fitting(const char *line, size_t len, unsigned int columns)
{
	size_t at = 0;

	while (at < len && columns) {
		at++;
		while (at < len && ((unsigned char)line[at] & 0xc0) == 0x80)
			at++;
		columns--;
	}
	return at;
}

void screen_draw(const struct buf *text)
{
	struct buf out = BUF_INIT(SCREEN_MAX);
	struct winsize size = { 0 };
	const char *line = text->data ? text->data : "";

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	buf_puts(&out, "\x1b[H");
	for (unsigned int row = 0; row < size.ws_row && *line; row++) {
		const size_t len = strcspn(line, "\n");

		buf_add(&out, line, fitting(line, len, size.ws_col));
		buf_puts(&out, row + 1u < size.ws_row ? "\x1b[K\r\n" : "\x1b[K");
		line += len + (line[len] == '\n');
	}
	buf_puts(&out, "\x1b[J");
	if (!out.error)
		put(out.data, out.len);
	buf_release(&out);
}

char screen_wait(int ms)
{
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	char key = 0;

	if (poll(&keys, 1, ms) > 0 && read(STDIN_FILENO, &key, 1) <= 0)
		return 'q'; /* the terminal is gone */
	return key;
}
