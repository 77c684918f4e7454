// SPDX-License-Identifier: MIT
/*
 * A subject that no build of ours has seen: a shared object that defines
 *
 *   const struct subject subject = { ... };
 *   const uint32_t subject_contract[] = SUBJECT_CONTRACT;
 *
 * compiled with contract/ in the include path. Its name is its path.
 */
#ifndef FUZZ_SUBJECT_SHARED_H
#define FUZZ_SUBJECT_SHARED_H

#include "contract/subject.h"

/* NULL, and a line on stderr: it cannot be loaded, was made for another contract, or lacks what every subject has. Asked for once more it is loaded once more, with state of its
 * own: what is in it may know one world at a time. path must last as long as it is used.
 * At most 16 at a time. */
const struct subject *subject_shared(const char *path);

#endif
