/* SPDX-License-Identifier: MIT */
#include <net/if.h>
