// SPDX-License-Identifier: MIT
/*
 * A subject that no build of ours has seen: a shared object that defines
 *
 *   const struct subject subject = { ... };
 *   const size_t subject_size = sizeof(struct subject);
 *
 * compiled with contract/ in the include path. Its name is its path.
 */
#ifndef FUZZ_SUBJECT_SHARED_H
#define FUZZ_SUBJECT_SHARED_H

#include "contract/subject.h"

/* NULL, and a line on stderr: it cannot be loaded, or was made for another contract. One at a time; path must last as long as it is used. */
const struct subject *subject_shared(const char *path);

#endif
