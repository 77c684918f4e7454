/* SPDX-License-Identifier: MIT */
/* Hot-add: whole sections of memory added to a zone. */

/* Around added memory there are struct pages as well, as around memory present at boot. */
static void map_around(unsigned long start, unsigned long end)
{
	unsigned long pfn;

	make_sections(start, end);
	for (pfn = start; pfn < end; pfn++)
		if (zone_around(pfn) < 0) {
			init_unavailable_range(pfn, pfn + 1, 0, 0);
			owned[pfn] = (struct owned){};
		}
}

static void hotadd(unsigned i, unsigned long start, unsigned long end)
{
	struct machine_zone *span = &world.machine.zone[i];
	const bool first = !populated_zone(world.zone[i]); /* even if it spans a hole */

	if (first)
		FORGET_SIZES(world.zone[i]); /* otherwise its old sizes would count as those of its new page sets (docs/semantics.md) */
	map_around(ALIGN_DOWN(start, AROUND), ALIGN(end, AROUND));
	ONLINE_PAGES(start, end - start, world.zone[i]);
	world.own_sets[i] |= first;
	no_drift();
	settle_zones();
	if (span->start_pfn == span->end_pfn)
		span->start_pfn = start;
	span->end_pfn = end;
}

/* Notifiers, which have nothing to do. */
#if SINCE(7, 2)
int node_notify(unsigned long state, void *what)
{
	return 0;
}
#endif

int memory_notify(told_of_memory state, void *what)
{
	return 0;
}

void online_mem_sections(unsigned long start, unsigned long end) {} /* all sections are online */

#if !SINCE(5, 14) /* since 5.14 the caller takes this lock */
void percpu_down_write(struct percpu_rw_semaphore *lock) {}
void percpu_up_write(struct percpu_rw_semaphore *lock) {}
#endif
