// SPDX-License-Identifier: MIT
/*
 * The functions that xxhash.h declares, compiled once for all files that hash. The xxhash library is not available for all target
 * architectures.
 */
#define XXH_STATIC_LINKING_ONLY
#define XXH_IMPLEMENTATION
#include <xxhash.h>
