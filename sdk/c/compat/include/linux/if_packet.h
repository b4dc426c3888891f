/* SPDX-License-Identifier: MIT */
#include <netpacket/packet.h>
