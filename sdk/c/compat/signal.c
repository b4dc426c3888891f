// SPDX-License-Identifier: MIT
/* sigaction() by the libc's signal(), whose handlers an interrupt calls (src/signal.c). */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define SIGNALS 65

/* Those with SA_SIGINFO, which the libc's signal() cannot call. */
static struct sigaction informed[SIGNALS];

static void call_informed(int number)
{
	siginfo_t info = { .si_signo = number };

	informed[number].sa_sigaction(number, &info, NULL);
}

__attribute__((weak)) int sigaction(int number, const struct sigaction *action,
				    struct sigaction *old)
{
	void (*handler)(int) = SIG_IGN, (*before)(int);

	if (number <= 0 || number >= SIGNALS) {
		errno = EINVAL;
		return -1;
	}
	before = signal(number, handler);
	if (old && before == call_informed)
		*old = informed[number];
	else if (old)
		*old = (struct sigaction){ .sa_handler = before };
	handler = before;
	if (action && action->sa_flags & SA_SIGINFO) {
		informed[number] = *action;
		handler = call_informed;
	} else if (action) {
		handler = action->sa_handler;
	}
	signal(number, handler);
	return 0;
}

__attribute__((weak)) int sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

__attribute__((weak)) int sigfillset(sigset_t *set)
{
	*set = -1;
	return 0;
}

/* 0 with EINVAL for what is no signal. */
static sigset_t bit_of(int number)
{
	if (number > 0 && number < SIGNALS)
		return (sigset_t)1 << (number - 1);
	errno = EINVAL;
	return 0;
}

__attribute__((weak)) int sigaddset(sigset_t *set, int number)
{
	*set |= bit_of(number);
	return bit_of(number) ? 0 : -1;
}

__attribute__((weak)) int sigdelset(sigset_t *set, int number)
{
	*set &= ~bit_of(number);
	return bit_of(number) ? 0 : -1;
}

__attribute__((weak)) int sigismember(const sigset_t *set, int number)
{
	return bit_of(number) ? !!(*set & bit_of(number)) : -1;
}

/* What is blocked is only remembered: handlers never interrupt anything. */
__attribute__((weak)) int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	static sigset_t blocked;
	sigset_t before = blocked;

	if (set && how == SIG_BLOCK)
		blocked |= *set;
	else if (set && how == SIG_UNBLOCK)
		blocked &= ~*set;
	else if (set && how == SIG_SETMASK)
		blocked = *set;
	else if (set) {
		errno = EINVAL;
		return -1;
	}
	if (old)
		*old = before;
	return 0;
}

__attribute__((weak)) int sigwait(const sigset_t *set, int *number)
{
	(void)set;
	pause();
	*number = SIGINT;
	return 0;
}

__attribute__((weak)) int pause(void)
{
	while (!sleep(3600))
		;
	errno = EINTR;
	return -1;
}
