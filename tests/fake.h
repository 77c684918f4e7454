// SPDX-License-Identifier: MIT
/* Two small fake sides for tests of the lockstep itself. They agree, except that the subject has the fault in force. */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include "fuzz/lockstep/exec.h"

enum fault {
	FAULT_NONE, FAULT_BOOT, FAULT_STATUS, FAULT_PAGE, FAULT_NULL, FAULT_WAKE, FAULT_ZEROED, FAULT_PFMEMALLOC, FAULT_COMP, FAULT_BAD,
	FAULT_PATH_SHORT, FAULT_PATH_KIND, FAULT_PATH_FLAGS, FAULT_FREE_COUNTER, FAULT_NR_FREE, FAULT_LIST_ORDER, FAULT_LIST_TYPE, FAULT_PCP_HIGH,
	FAULT_PAGEBLOCK, FAULT_PAGE_STATE, FAULT_RESERVE, FAULT_ZONELIST, FAULT_EVENTS, FAULT_CHECK, FAULT_HANG, FAULT_SLOW, FAULT_BOTH_UNSOUND,
	FAULT_UNSOUND_COUNTER, FAULT_LRU, FAULT_ASSERTION, FAULT_ORACLE_ASSERTION, FAULT_BOTH_ASSERTIONS, FAULT_BOOT_ASSERTION,
};

extern enum fault fault; /* the fault in force: in the subject only, unless its name says otherwise */

extern const struct subject fake_subject, fake_oracle;
extern const struct subject fake_sound; /* a further subject, which never has a fault */

#endif
