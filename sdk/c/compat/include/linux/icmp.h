/* SPDX-License-Identifier: MIT */
#include <netinet/ip_icmp.h>
