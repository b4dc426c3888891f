/* SPDX-License-Identifier: MIT */
#include <limits.h>
