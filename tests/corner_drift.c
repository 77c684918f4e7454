// SPDX-License-Identifier: MIT
/*
 * Shared by the corner cases of counters that drift per cpu.
 */
#include "tests/corner_drift.h"

void machine_drifting(struct world *w, enum profile profile, uint8_t cpus)
{
	machine_new(w, profile);
	w->machine.vmstat_percpu = true;
	w->machine.nr_cpus = cpus;
	machine_pcp(w, 0, 1);
}

void boot_drifting(struct world *w, enum profile profile, uint8_t cpus, pfn_t end, int32_t kbytes)
{
	machine_drifting(w, profile, cpus);
	w->machine.min_free_kbytes = kbytes;
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

void boot_cached(struct world *w, enum profile profile, uint8_t cpus, pfn_t end, uint32_t high, uint32_t batch)
{
	machine_drifting(w, profile, cpus);
	machine_pcp(w, high, batch);
	machine_zone(w, 0, ZONE_NORMAL, 0, end);
	machine_boot(w);
}

pfn_t take_on(struct world *w, uint8_t cpu, unsigned int order)
{
	pfn_t pfn;

	w->cpu = cpu;
	pfn = take(w, 'M', order);
	w->cpu = 0;
	return pfn;
}

void give_on(struct world *w, uint8_t cpu, pfn_t pfn, unsigned int order)
{
	w->cpu = cpu;
	give(w, pfn, order);
	w->cpu = 0;
}

void fold(struct world *w, uint8_t cpu)
{
	w->cpu = cpu;
	ask(w, (struct request){ .kind = REQ_FOLD });
	w->cpu = 0;
}

void kswapd(struct world *w, uint8_t node, bool awake)
{
	ask(w, (struct request){ .kind = REQ_KSWAPD, .node = node, .value = awake });
}
