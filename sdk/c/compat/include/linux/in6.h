/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
