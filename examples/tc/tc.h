/* SPDX-License-Identifier: MIT */
#ifndef TC_H
#define TC_H

struct traffic {
	unsigned long long packets;
	unsigned long long bytes;
};

#endif
