// SPDX-License-Identifier: MIT
#include "bindings/output.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"

/* Whose new file goes when a signal ends the program, or null. */
static struct output *volatile current;

static const int endings[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM, SIGTERM, SIGXCPU, SIGXFSZ
};

enum { ENDINGS = sizeof(endings) / sizeof(*endings) };

static void remove_and_end(int signal)
{
	const struct file_out *file = current ? &current->file : NULL;

	if (file && file->target && file->fd >= 0)
		unlink(file->temp);
	raise(signal); /* which is blocked until we return, and then ends the program */
}

/* Only those that would end the program: nohup(1) ignores one. */
static void watch_signals(void)
{
	struct sigaction action = { .sa_handler = remove_and_end, .sa_flags = (int)SA_RESETHAND };
	struct sigaction old;

	for (int i = 0; i < ENDINGS; i++)
		if (sigaction(endings[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(endings[i], &action, NULL);
}

static void block_signals(sigset_t *ret_old)
{
	sigset_t set;

	sigemptyset(&set);
	for (int i = 0; i < ENDINGS; i++)
		sigaddset(&set, endings[i]);
	sigprocmask(SIG_BLOCK, &set, ret_old);
}

static int pass(void *to, const char *data, size_t len)
{
	struct output *out = to;

	return -file_out_add(&out->file, data, len, out->err);
}

void output_init(struct output *out, const char *path, size_t max, struct err *err)
{
	*out = (struct output){
		.text = { .max = max, .pass = pass, .to = out },
		.file = FILE_OUT_INIT(path),
		.err = err,
	};
	current = out;
	watch_signals();
}

int output_end(struct output *out, int ret)
{
	struct buf *text = &out->text;
	sigset_t old;

	if (!ret && text->error) /* which a part that could not be written has told */
		ret = out->err->code ? -out->err->code
				     : err_set(out->err, text->error, "cannot make '%s': %s",
					       out->file.path, strerror(text->error));
	if (!ret)
		ret = file_out_add(&out->file, text->data, text->len, out->err);
	buf_release(text);
	block_signals(&old);
	ret = file_out_end(&out->file, ret, out->err);
	current = NULL;
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ret;
}
