// SPDX-License-Identifier: MIT
/*
 * Boot, step, look: lockstep's loop for one side.
 */
#include "fuzz/lockstep/solo.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/language/memory.h"

static void boot(struct solo *solo)
{
	const size_t size = solo->subject->size(&solo->machine);

	if (size == 0)
		return;
	solo->self = need_memory(aligned_alloc(64, (size + 63) & ~(size_t)63));
	if (solo->subject->boot(solo->self, &solo->machine))
		return;
	free(solo->self);
	solo->self = NULL;
}

struct solo *solo_new(const struct subject *subject, const struct sequence *seq)
{
	struct solo *solo = need_memory(calloc(1, sizeof(*solo)));

	solo->subject = subject;
	solo->first_op = seq_machine(seq, &solo->machine);
	view_init(&solo->view, &solo->machine);
	slots_init(&solo->slots, &solo->machine);
	boot(solo);
	return solo;
}

void solo_free(struct solo *solo)
{
	if (!solo)
		return;
	view_release(&solo->view);
	free(solo->self);
	free(solo);
}

bool solo_step(struct solo *solo, const struct sequence *seq, uint32_t index)
{
	if (!op_resolve(&solo->slots, &solo->machine, seq, index, &solo->request, solo->pfns, solo->orders))
		return false;
	memset(&solo->answer, 0, offsetof(struct answer, bad));
	solo->subject->apply(solo->self, &solo->request, &solo->answer);
	slots_update(&solo->slots, &seq->op[index], &solo->request, &solo->answer);
	return true;
}

void solo_look(struct solo *solo)
{
	solo->subject->view(solo->self, &solo->view);
}
