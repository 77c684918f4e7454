/* SPDX-License-Identifier: MIT */
/*
 * Misuse checks on the kernel's behalf, by the rules of contract/request.h. A kernel trusts its callers and would crash. With these checks
 * a kernel subject can run without an oracle, or act as one.
 */

enum { REFERENCES_MAX = 1000 };

static enum status value_status(bool ok)
{
	return ok ? STATUS_OK : STATUS_BAD_VALUE;
}

static bool between(s64 value, s64 least, s64 most)
{
	return value >= least && value <= most;
}

static bool is_online(unsigned cpu)
{
	return cpu < world.machine.nr_cpus && cpu_online(cpu);
}

static bool is_zone(unsigned zone)
{
	return zone < world.machine.nr_zones;
}

static bool is_cached(unsigned long pfn)
{
	unsigned i, n;
	struct list_head *at;
	int cpu;

	for (i = 0; i < world.machine.nr_zones; i++)
		for_each_possible_cpu(cpu) {
			struct per_cpu_pages *pcp = PAGE_SET(world.zone[i], cpu);

			for (n = 0; has_page_set(i) && n < NR_PCP_LISTS; n++)
				list_for_each (at, &pcp->lists[n])
					if (pfn - page_to_pfn(FROM_LINK(at)) < 1UL << pindex_to_order(n))
						return true;
		}
	return false;
}

/* The state and the first page of the block that contains the page; for a page in no block, its own. */
static unsigned block_around(unsigned long pfn, unsigned long *first, unsigned *order)
{
	unsigned head, tail, half;

	for (half = 0; half < MAX_ORDER; half++) {
		*first = ALIGN_DOWN(pfn, 1UL << half);
		*order = kind_of(*first, &head, &tail);
		if (*order >= half && (head == PAGE_FREE_HEAD || head == PAGE_GUARD_HEAD || head == PAGE_ALLOC_HEAD || head == PAGE_ALLOC_LRU))
			return head;
	}
	*first = pfn;
	*order = kind_of(pfn, &head, &tail);
	return head;
}

/* STATUS_OK if the allocator may handle the page; otherwise the reason why not. */
static enum status memory_status(unsigned long pfn, unsigned long *first, unsigned *order, unsigned *head)
{
	if (zone_around(pfn) < 0)
		return STATUS_FOREIGN_PFN;
	*head = block_around(pfn, first, order);
	switch (*head) {
	case PAGE_ABSENT:
		return STATUS_FOREIGN_PFN;
	case PAGE_RESERVED:
		return STATUS_RESERVED;
	case PAGE_LOST:
		*head = is_cached(pfn) ? PAGE_CACHED : PAGE_LOST;
		return *head == PAGE_CACHED ? STATUS_OK : STATUS_LOST;
	}
	return STATUS_OK;
}

/* The same for the head of an allocated block. */
static enum status head_status(unsigned long pfn, unsigned *order)
{
	unsigned long first;
	unsigned head;
	const enum status status = memory_status(pfn, &first, order, &head);

	if (status != STATUS_OK)
		return status;
	if (head == PAGE_CACHED)
		return STATUS_CACHED;
	if (head != PAGE_ALLOC_HEAD && head != PAGE_ALLOC_LRU)
		return STATUS_ALREADY_FREE;
	return first == pfn ? STATUS_OK : STATUS_NOT_HEAD;
}

static enum status block_status(unsigned long pfn, unsigned order)
{
	unsigned has;
	enum status status;

	if (order >= MAX_ORDER)
		return STATUS_BAD_ORDER;
	status = head_status(pfn, &has);
	if (status != STATUS_OK)
		return status;
	return has == order ? STATUS_OK : STATUS_WRONG_ORDER;
}

static enum status free_list_status(const struct bc_request *request)
{
	u32 i, k;

	for (i = 0; i < request->count; i++) {
		const unsigned long pfn = request->pfns[i];
		const unsigned order = THIS_PROFILE >= PROFILE_LINUX_6_12 && request->orders ? request->orders[i] : 0;
		const enum status status = block_status(pfn, order);

		if (status != STATUS_OK)
			return status;
		if (page_count(pfn_to_page(pfn)) != 1 || (order > 0 && !PageHead(pfn_to_page(pfn))))
			return STATUS_BAD_VALUE;
		for (k = 0; k < i; k++)
			if (request->pfns[k] == pfn)
				return STATUS_BAD_VALUE;
	}
	return STATUS_OK;
}

static enum status gfp_status(const struct bc_request *request)
{
	const u32 zones = request->gfp & (GFP_BIT_DMA | GFP_BIT_HIGHMEM | GFP_BIT_DMA32), types = request->gfp & (GFP_BIT_MOVABLE | GFP_BIT_RECLAIMABLE);

	return hweight32(zones) < 2 && hweight32(types) < 2 ? STATUS_OK : STATUS_BAD_GFP;
}

static enum status alloc_status(const struct bc_request *request, bool ok)
{
	if (!is_online(request->cpu))
		return STATUS_BAD_CPU;
	if (request->kind != REQ_CONTIG && request->node >= world.machine.nr_nodes)
		return STATUS_BAD_NODE;
	return gfp_status(request) == STATUS_OK ? value_status(ok) : STATUS_BAD_GFP;
}

static bool is_plain(unsigned mt)
{
	return mt == MIGRATE_UNMOVABLE || mt == MIGRATE_MOVABLE || mt == MIGRATE_RECLAIMABLE;
}

static bool is_range(const struct bc_request *request)
{
	const int zone = zone_around(request->pfn);

	return zone >= 0 && request->pfn < request->end_pfn && request->end_pfn <= world.machine.zone[zone].end_pfn;
}

/* The status of a valid range. */
static enum status known_status(const struct bc_request *request)
{
	return request->end_pfn > first_deferred(request->pfn) ? STATUS_FOREIGN_PFN : STATUS_OK;
}

static enum status isolate_status(const struct bc_request *request)
{
	const unsigned mt = request->bc_migratetype;

	if (!(is_plain(mt) || mt == MIGRATE_CMA) || (request->pfn | request->end_pfn) % pageblock_nr_pages != 0 || !is_range(request))
		return STATUS_BAD_VALUE;
	return known_status(request);
}

static enum status contig_status(const struct bc_request *request)
{
	const bool mt = request->bc_migratetype == MIGRATE_MOVABLE || request->bc_migratetype == MIGRATE_CMA;
	const enum status status = alloc_status(request, mt && is_range(request));

	return status == STATUS_OK ? known_status(request) : status;
}

static enum status free_contig_status(const struct bc_request *request)
{
	enum status status = STATUS_OK;
	u32 i;

	for (i = 0; i < request->count && status == STATUS_OK; i++)
		status = block_status((unsigned long)request->pfn + i, 0);
	return status;
}

static enum status free_block_status(const struct bc_request *request)
{
	unsigned long first;
	unsigned order, head;

	if (request->order >= MAX_ORDER)
		return STATUS_BAD_ORDER;
	if (memory_status(request->pfn, &first, &order, &head) == STATUS_FOREIGN_PFN)
		return STATUS_FOREIGN_PFN;
	return head == PAGE_FREE_HEAD && first == request->pfn && order == request->order ? STATUS_OK : STATUS_NOT_FREE;
}

static enum status reference_status(const struct bc_request *request)
{
	const bool split = request->kind == REQ_SPLIT;
	unsigned order;
	const enum status status = split ? block_status(request->pfn, request->order) : head_status(request->pfn, &order);
	const struct page *page;

	if (status != STATUS_OK)
		return status;
	page = pfn_to_page(request->pfn);
	return value_status(split ? !PageCompound(page) && page_count(page) == 1 : page_count(page) < REFERENCES_MAX);
}

static enum status page_set_status(const struct bc_request *request, bool all, bool ok)
{
	if (request->kind != REQ_DRAIN_ALL && !is_online(request->cpu))
		return STATUS_BAD_CPU;
	return is_zone(request->zone) || (all && request->zone == ZONE_ALL) ? value_status(ok) : STATUS_BAD_ZONE;
}

static bool some_nodes(bool given, u32 nodes)
{
	return !given || nodes & ((1u << world.machine.nr_nodes) - 1);
}

static bool is_answer(const struct bc_request *request)
{
	switch (request->question) {
	case ASK_RECLAIM:
	case ASK_NODE_RECLAIM:
		return between(request->value, 0, INT_MAX);
	case ASK_COMPACT:
		return between(request->value, 0, NR_COMPACT_RESULTS - 1);
	case ASK_OOM:
	case ASK_OOM_LOCK:
		return between(request->value, 0, 1);
	case ASK_MIGRATE:
		return request->value == 0 || request->value == -16 || request->value == -4;
	}
	return false;
}

static enum status answer_status(const struct bc_request *request)
{
	const bool room = world.nr_said < ANSWERS_PER_REQUEST && request->count <= FREES_PER_ANSWER;

	return page_set_status(request, true, room && is_answer(request) && some_nodes(request->has_mems, request->mems));
}

static enum status mark_bad_status(const struct bc_request *request)
{
	unsigned long first;
	unsigned order, head;
	enum status status;

	if (request->damage >= NR_DAMAGES)
		return STATUS_BAD_VALUE;
	status = memory_status(request->pfn, &first, &order, &head);
	if (status != STATUS_OK)
		return status;
	return value_status(head != PAGE_GUARD_HEAD && !(request->damage == DAMAGE_MAPCOUNT && head == PAGE_FREE_HEAD && first == request->pfn));
}

static enum status write_status(const struct bc_request *request)
{
	unsigned long first;
	unsigned order, head;
	u32 i;

	if (!between(request->value, 0, 255) || page_bytes == 0 || request->at > page_bytes || request->count == 0)
		return STATUS_BAD_VALUE;
	for (i = 0; i < request->count; i++)
		if (memory_status(request->pfn + i, &first, &order, &head) == STATUS_FOREIGN_PFN)
			return STATUS_FOREIGN_PFN;
	return STATUS_OK;
}

static enum status wmark_status(const struct bc_request *request)
{
	if (!is_zone(request->zone))
		return STATUS_BAD_ZONE;
	if (request->order >= MAX_ORDER)
		return STATUS_BAD_ORDER;
	return value_status(request->hzi < MAX_NR_ZONES && between(request->value, 0, INT_MAX));
}

/* Whole sections at the end of the zone, or after all zones if it is empty, and overlapping no other zone. */
static enum status hotadd_status(const struct bc_request *request)
{
	const struct machine *machine = &world.machine;
	const unsigned long start = request->pfn, end = request->end_pfn;
	const struct machine_zone *zone = &machine->zone[request->zone], *other;

	if (!is_zone(request->zone))
		return STATUS_BAD_ZONE;
	if (static_branch_unlikely(&deferred_pages) || (start | end) % machine->section_pages || start >= end || end > machine->hot_end)
		return STATUS_BAD_VALUE;
	if (zone->start_pfn < zone->end_pfn && start != zone->end_pfn)
		return STATUS_BAD_VALUE;
	for (other = machine->zone; other < machine->zone + machine->nr_zones; other++)
		if (other != zone && other->start_pfn < other->end_pfn && start < other->end_pfn
			&& (zone->start_pfn == zone->end_pfn || other->start_pfn < end))
			return STATUS_BAD_VALUE;
	return STATUS_OK;
}

static enum status linux_misuse(const void *self, const struct bc_request *request)
{
	const bool node = request->node < world.machine.nr_nodes;

	switch (request->kind) {
	case REQ_ALLOC:
		return alloc_status(request, true);
	case REQ_RMQUEUE:
		return alloc_status(request, (request->alloc_flags & 3) < 3);
	case REQ_ALLOC_BULK:
		return alloc_status(request, request->count <= BULK_MAX);
	case REQ_ALLOC_EXACT:
	case REQ_CONTIG_PAGES:
		return alloc_status(request, between(request->count, 1, 1 << 20));
	case REQ_CONTIG:
		return contig_status(request);
	case REQ_FREE:
		return is_online(request->cpu) ? block_status(request->pfn, request->order) : STATUS_BAD_CPU;
	case REQ_FREE_LIST:
		return is_online(request->cpu) ? free_list_status(request) : STATUS_BAD_CPU;
	case REQ_FREE_CONTIG:
		return is_online(request->cpu) ? free_contig_status(request) : STATUS_BAD_CPU;
	case REQ_SPLIT:
	case REQ_GET_PAGE:
		return reference_status(request);
	case REQ_DRAIN:
	case REQ_DRAIN_ALL:
		return page_set_status(request, true, true);
	case REQ_DRAIN_BATCH:
	case REQ_DECAY:
		return page_set_status(request, false, true);
	case REQ_PCP_BUSY:
		return page_set_status(request, true, request->count <= 1 << 16 && between(request->value, 0, 1 << 16));
	case REQ_ISOLATE:
	case REQ_UNISOLATE:
		return isolate_status(request);
	case REQ_ISOLATE_FREE:
	case REQ_REPORT_FREE:
		return free_block_status(request);
	case REQ_UNRESERVE_HIGHATOMIC:
		return node ? value_status(request->hzi < MAX_NR_ZONES && is_plain(request->bc_migratetype)) : STATUS_BAD_NODE;
	case REQ_WMARK_OK:
		return wmark_status(request);
	case REQ_SET_BOOST:
		return is_zone(request->zone) ? value_status(between(request->value, 0, 1 << 24)) : STATUS_BAD_ZONE;
	case REQ_MIN_FREE_KBYTES:
		return value_status(between(request->value, 0, 1 << 24));
	case REQ_SCALE_FACTOR:
		return value_status(between(request->value, 1, 1000));
	case REQ_BOOST_FACTOR:
	case REQ_FRACTION:
		return value_status(between(request->value, 0, 1 << 20));
	case REQ_LOWMEM_RATIO:
		return request->zone < MAX_NR_ZONES ? value_status(between(request->value, 0, 1 << 20)) : STATUS_BAD_ZONE;
	case REQ_CPU_DEAD:
		return is_online(request->cpu) && num_online_cpus() > 1 ? STATUS_OK : STATUS_BAD_CPU;
	case REQ_CPU_UP:
		return request->cpu < world.machine.nr_cpus && !cpu_online(request->cpu) ? STATUS_OK : STATUS_BAD_CPU;
	case REQ_ANSWER:
		return answer_status(request);
	case REQ_TASK:
		return value_status(some_nodes(request->has_mems, request->mems) && some_nodes(request->has_hardwall, request->hardwall));
	case REQ_NODESTAT:
		return node ? STATUS_OK : STATUS_BAD_NODE;
	case REQ_ZONESTAT:
		return is_zone(request->zone) ? STATUS_OK : STATUS_BAD_ZONE;
	case REQ_MARK_BAD:
		return mark_bad_status(request);
	case REQ_WRITE:
		return write_status(request);
	case REQ_FOLD:
		return is_online(request->cpu) ? STATUS_OK : STATUS_BAD_CPU;
	case REQ_KSWAPD:
		return node ? value_status(between(request->value, 0, 1)) : STATUS_BAD_NODE;
	case REQ_RECLAIM_ACTIVE:
		return is_zone(request->zone) || request->zone == ZONE_ALL ? value_status(between(request->value, 0, 1)) : STATUS_BAD_ZONE;
	case REQ_SETUP_PAGESET:
		return value_status(world.machine.pcp_mode == PCP_BOOT);
	case REQ_HOTADD:
		return hotadd_status(request);
	case REQ_INIT_LATE:
		return value_status(static_branch_unlikely(&deferred_pages));
	case REQ_NOP:
	case REQ_INIT_WMARKS:
		return STATUS_OK;
	}
	return STATUS_BAD_VALUE;
}
