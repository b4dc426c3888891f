/* SPDX-License-Identifier: MIT */
/* How XDP programs are attached. */
#ifndef WASM_BPF_LINUX_IF_LINK_H
#define WASM_BPF_LINUX_IF_LINK_H

#include <linux/types.h>

#define XDP_FLAGS_UPDATE_IF_NOEXIST (1u << 0)
#define XDP_FLAGS_SKB_MODE (1u << 1)
#define XDP_FLAGS_DRV_MODE (1u << 2)
#define XDP_FLAGS_HW_MODE (1u << 3)
#define XDP_FLAGS_REPLACE (1u << 4)
#define XDP_FLAGS_MODES (XDP_FLAGS_SKB_MODE | XDP_FLAGS_DRV_MODE | XDP_FLAGS_HW_MODE)
#define XDP_FLAGS_MASK (XDP_FLAGS_UPDATE_IF_NOEXIST | XDP_FLAGS_MODES | XDP_FLAGS_REPLACE)

#endif
