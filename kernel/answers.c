/* SPDX-License-Identifier: MIT */
/* The answers of the outside world when the kernel calls it, and the task on whose behalf it runs. */

static bool can_be_freed(const struct said *said, u32 i)
{
	const unsigned long pfn = said->pfn[i];

	return cpu_online(said->cpu) && zone_around(pfn) >= 0 && owned[pfn].head && owned[pfn].order == said->order[i];
}

static void change_mems(u32 mems)
{
	if (world.machine.cpusets)
		write_seqcount_begin(&current->mems_allowed_seq);
	set_mems(&current->mems_allowed, mems);
	if (world.machine.cpusets)
		write_seqcount_end(&current->mems_allowed_seq);
}

/* A compaction in progress captures what is freed in this zone. */
static void capture_from(unsigned zone)
{
#ifdef CONFIG_COMPACTION
	if (current->capture_control && zone != ZONE_ALL)
		CAPTURES(current->capture_control).zone = world.zone[zone];
#endif
}

static s64 ask(unsigned question, s64 otherwise)
{
	const int cpu = current_cpu;
	u32 i, k;

	for (i = 0; i < world.nr_said; i++) {
		struct said *said = &world.said[i];

		if (said->question != question || said->taken)
			continue;
		said->taken = true;
		capture_from(said->zone);
		current_cpu = said->cpu;
		for (k = 0; k < said->nr_frees; k++)
			if (can_be_freed(said, k))
				free_request(said->pfn[k], said->order[k]);
		current_cpu = cpu;
		if (said->has_mems)
			change_mems(said->mems);
		if (said->victim)
			current->signal->oom_mm = (struct mm_struct *)current;
		return said->value;
	}
	return otherwise;
}

static void hear(const struct bc_request *request)
{
	struct said *said = &world.said[world.nr_said++];

	*said = (struct said){
		.question = request->question,
		.cpu = request->cpu,
		.zone = request->zone,
		.value = request->value,
		.victim = request->victim,
		.has_mems = request->has_mems,
		.mems = request->mems,
	};
	said->nr_frees = request->count;
	memcpy(said->pfn, request->pfns, request->count * sizeof(said->pfn[0]));
	memcpy(said->order, request->orders, request->count);
}

static bool asks(const struct bc_request *request)
{
	switch (request->kind) {
	case REQ_ALLOC:
	case REQ_RMQUEUE:
	case REQ_ALLOC_BULK:
	case REQ_ALLOC_EXACT:
	case REQ_CONTIG:
	case REQ_CONTIG_PAGES:
		return true;
	default:
		return false;
	}
}

static void set_task(u32 flags)
{
	static const struct {
		u32 task, pf;
	} same[] = {
		{TASK_MEMALLOC, PF_MEMALLOC},
		{TASK_NOIO, PF_MEMALLOC_NOIO},
		{TASK_NOFS, PF_MEMALLOC_NOFS},
		{TASK_NOCMA, PF_NO_CMA},
		{TASK_EXITING, PF_EXITING},
		{TASK_DUMPCORE, PF_DUMPCORE},
		{TASK_WORKER, PF_WQ_WORKER},
		{TASK_KTHREAD, PF_KTHREAD},
	};
	unsigned i;

	current->flags = 0;
	for (i = 0; i < ARRAY_SIZE(same); i++)
		if (flags & same[i].task)
			current->flags |= same[i].pf;
	current->prio = flags & TASK_RT ? MAX_RT_PRIO / 2 : DEFAULT_PRIO;
	current->signal->oom_mm = flags & TASK_VICTIM ? (struct mm_struct *)current : NULL;
	only_thread_info.preempt_count = (flags & TASK_IRQ ? HARDIRQ_OFFSET : 0) + (flags & TASK_SOFTIRQ ? SOFTIRQ_OFFSET : 0);
}
