/* SPDX-License-Identifier: MIT */
#include <time.h>
