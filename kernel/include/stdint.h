/* SPDX-License-Identifier: MIT */
/* The header that the contract includes, in terms of the kernel's own types. */
#include <linux/types.h>
#ifndef UINT32_MAX
#define UINT32_MAX 0xffffffffu
#endif
