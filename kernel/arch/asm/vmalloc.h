/* SPDX-License-Identifier: MIT */
/* vmalloc needs no overrides here. */
