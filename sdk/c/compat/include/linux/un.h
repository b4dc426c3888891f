/* SPDX-License-Identifier: MIT */
#include <sys/un.h>
