/* SPDX-License-Identifier: MIT */
/* Asks a kubelet for its pods (pods.h), again and again. */
#ifndef EXPORT_KUBELET_H
#define EXPORT_KUBELET_H

struct err;

struct kubelet_options {
	const char *url;   /* "https://ADDRESS:10250" */
	const char *ca;    /* a file with certificates */
	const char *token; /* a file, read before each request: tokens are renewed */
};

/*
 * Asks at once, and then each 10 seconds, or a second after a byte has come on stdin. Each answer
 * goes to stdout as its lines and a line "."; a failure is a line "!", and told on stderr, but only
 * once until an answer comes. Returns 0 at the end of stdin, or -EINVAL for no such URL.
 */
int kubelet_run(const struct kubelet_options *options, struct err *err);

#endif
