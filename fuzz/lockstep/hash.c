// SPDX-License-Identifier: MIT
/* The functions that xxhash.h declares. It has no library on the other architectures, and inline in every file that hashes it was compiled seven times. */
#define XXH_STATIC_LINKING_ONLY
#define XXH_IMPLEMENTATION
#include <xxhash.h>
