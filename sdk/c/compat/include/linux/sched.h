/* SPDX-License-Identifier: MIT */
#include <sched.h>
