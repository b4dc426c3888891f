/* SPDX-License-Identifier: MIT */
#include <netinet/udp.h>
