// SPDX-License-Identifier: MIT
/*
 * A subject built elsewhere: a shared object that defines
 *
 *   const struct subject subject = { ... };
 *   const uint32_t subject_contract[] = SUBJECT_CONTRACT;
 *
 * compiled with contract/ in the include path. Its name is its path.
 */
#ifndef FUZZ_SUBJECT_SHARED_H
#define FUZZ_SUBJECT_SHARED_H

#include "contract/subject.h"

/*
 * NULL, with a message on stderr: the object cannot be loaded, was built for another contract, or lacks a function that every subject must
 * have. Each call for the same path loads it once more, with its own state, because its code may support only one world at a time. path
 * must stay valid as long as the subject is used. At most 16 at a time.
 */
const struct subject *subject_shared(const char *path);

#endif
