/* SPDX-License-Identifier: MIT */
/* Nothing of vmalloc is different here. */
