/* SPDX-License-Identifier: MIT */
#include <sys/resource.h>
