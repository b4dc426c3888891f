/* SPDX-License-Identifier: MIT */
#include <netinet/ip.h>
