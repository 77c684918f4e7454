/* SPDX-License-Identifier: MIT */
/* What the contract includes, by the kernel's own types. */
#include <linux/types.h>
#ifndef UINT32_MAX
#define UINT32_MAX 0xffffffffu
#endif
