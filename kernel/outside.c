/* SPDX-License-Identifier: MIT */
/*
 * What the allocator calls or reads outside of itself: reclaim, compaction, migration, notifications. Functions that no request reaches are
 * not here; the linker replaces them by a trap (scripts/kernel). cpus.c has what the allocator runs on.
 */

/* Memory. */
unsigned int huge_order;
struct pglist_data *node_data[MAX_NUMNODES];
static struct pglist_data nodes[MAX_NODES];
struct mem_section **mem_section;
struct page *vmemmap;
unsigned long highest_memmap_pfn;
enum zone_type policy_zone;
#if !SINCE(5, 16)
int node_reclaim_distance;
#endif

static s64 ask(unsigned question, s64 otherwise);

static u8 *bytes; /* contents of page 0, which need not exist */

static void *bytes_behind(const struct page *page)
{
	return bytes + page_to_pfn(page) * page_bytes;
}

void clear_page(void *page)
{
	memset(bytes_behind(virt_to_page(page)), 0, page_bytes);
	if (world.answer) /* NULL during boot */
		world.answer->zeroed++;
}

void *memchr_inv(const void *start, int byte, size_t size)
{
	const u8 *at;

	for (at = start; at < (const u8 *)start + size; at++)
		if (*at != (u8)byte)
			return (void *)at;
	return NULL;
}

static void corruption_is(const char *text)
{
	world.single_bit = text[sizeof("pagealloc: ") - 1] == 's'; /* otherwise the text is "memory corruption" */
}

/* mem: the contents of a page */
static void tell_corruption(const unsigned char *mem, size_t first, size_t last)
{
	if (world.answer->nr_corrupt < CORRUPT_MAX)
		world.answer->corrupt[world.answer->nr_corrupt] =
			(struct corruption){.pfn = (mem - bytes) / page_bytes, .first = first, .last = last, .single_bit = world.single_bit};
	world.answer->nr_corrupt++;
}

static void count_wake(struct zone *zone)
{
	int i;

	world.answer->wake++;
	for (i = 0; i < world.machine.nr_zones; i++)
		if (world.zone[i] == zone)
			world.answer->woken |= 1u << i;
}

void wakeup_kswapd(struct zone *zone, gfp_t gfp, int order, enum zone_type highest)
{
	count_wake(zone);
}

unsigned long try_to_free_pages(struct zonelist *zonelist, int order, gfp_t gfp, reclaim_nodes *mask)
{
	const unsigned long progress = ask(ASK_RECLAIM, 0);

	tell(PATH_RECLAIM, progress, 0, PFN_NONE);
	return progress;
}

bool out_of_memory(struct oom_control *oc)
{
	const bool killed = ask(ASK_OOM, 0);

	tell(PATH_OOM, killed, 0, PFN_NONE);
	return killed;
}

#ifdef CONFIG_COMPACTION
/* Compaction of a whole zonelist, with one answer, which also says from which zone it captures. */
static enum compact_result compact(gfp_t gfp, enum compact_priority priority, struct capture_control *capture)
{
	static const enum compact_result kernel_result[] = {
		[BC_COMPACT_SKIPPED] = COMPACT_SKIPPED,
		[BC_COMPACT_DEFERRED] = COMPACT_DEFERRED,
		[BC_COMPACT_CONTINUE] = COMPACT_CONTINUE,
		[BC_COMPACT_COMPLETE] = COMPACT_COMPLETE,
		[BC_COMPACT_PARTIAL_SKIPPED] = COMPACT_PARTIAL_SKIPPED,
		[BC_COMPACT_CONTENDED] = COMPACT_CONTENDED,
		[BC_COMPACT_SUCCESS] = COMPACT_SUCCESS,
		[BC_COMPACT_NO_SUITABLE_PAGE] = COMPACT_NO_SUITABLE_PAGE,
	};
	u8 result = BC_COMPACT_SKIPPED;
	const bool asked = gfp_compaction_allowed(gfp);

	if (asked) {
		current->capture_control = capture;
		result = ask(ASK_COMPACT, BC_COMPACT_SKIPPED);
		current->capture_control = NULL;
	}
	if (SINCE(6, 1) && capture->page)
		result = BC_COMPACT_SUCCESS;
	tell(PATH_COMPACT, priority, result | (asked ? PATH_ASKED : 0), capture->page ? page_to_pfn(capture->page) : PFN_NONE);
	return kernel_result[result];
}

#if SINCE(7, 2)
enum compact_result try_to_compact_pages(gfp_t gfp, unsigned int order, unsigned int alloc_flags, const struct alloc_context *ac, enum compact_priority priority,
	struct capture_control *capture)
{
	return compact(gfp, priority, capture);
}
#else
enum compact_result try_to_compact_pages(gfp_t gfp, unsigned int order, unsigned int alloc_flags, const struct alloc_context *ac, enum compact_priority priority,
	struct page **captured)
{
	struct compact_control cc = {.order = order, .gfp_mask = gfp, .migratetype = gfp_migratetype(gfp)};
	struct capture_control capture = {.cc = &cc};
	const enum compact_result result = compact(gfp, priority, &capture);

	*captured = capture.page;
	return result;
}
#endif
#endif

struct mutex oom_lock;

int mutex_trylock(struct mutex *lock)
{
	if (lock != &oom_lock || ask(ASK_OOM_LOCK, 1))
		return 1;
	tell(PATH_OOM_LOCK, 0, 0, PFN_NONE);
	return 0;
}

#if !SINCE(7, 2) /* before 7.2 the kernel's own counts free pages if nothing is reclaimable (docs/semantics.md) */
unsigned long zone_reclaimable_pages(struct zone *zone)
{
	return zone_page_state_snapshot(zone, NR_ZONE_INACTIVE_FILE) + zone_page_state_snapshot(zone, NR_ZONE_ACTIVE_FILE);
}
#endif

/* There are no slower memory tiers. */
bool numa_demotion_enabled;
#if !SINCE(7, 2)
int next_demotion_node(int node)
{
	return NUMA_NO_NODE;
}
#endif

/* The first scan of a node asks for the scripted answer; further scans reclaim nothing. */
static void answer_scan(struct scan_control *sc)
{
	scanned = true;
	if (sc->nr_scanned++ == 0)
		sc->nr_reclaimed += ask(ASK_NODE_RECLAIM, 0);
}

#if SINCE(5, 16)
void reclaim_throttle(pg_data_t *pgdat, enum vmscan_throttle_state reason) {}
#else
long congestion_wait(int sync, long timeout)
{
	tell(PATH_CONGESTION, 0, 0, PFN_NONE);
	return 0;
}
#endif

/* There is nothing to wait for: a request that waits this often would wait forever, and is ended as it is (kernel/apply.c). */
enum { WAITS_MAX = 1 << 16 };

static void *out_of_patience[5];

static int wait(void)
{
	if (world.answer && ++world.waits > WAITS_MAX)
		__builtin_longjmp(out_of_patience, 1);
	return 0;
}
signed long schedule_timeout_uninterruptible(signed long timeout)
{
	return wait();
}
int COND_RESCHED(void)
{
	return wait();
}

/* Messages. */
int PRINTK(const char *fmt, ...)
{
	return 0;
}
void dump_stack(void) {}
#if SINCE(6, 4)
void dump_page(const struct page *page, const char *reason)
#elif SINCE(5, 14)
void dump_page(struct page *page, const char *reason)
#else
void __dump_page(struct page *page, const char *reason)
#endif
{
	if (!world.answer)
		return;
	if (world.answer->nr_bad < BAD_MAX)
		world.answer->bad[world.answer->nr_bad] = page_to_pfn(page);
	world.answer->nr_bad++;
	jiffies += 61 * HZ; /* otherwise only 60 a minute are reported */
}

void add_taint(unsigned flag, enum lockdep_ok ok) {}
int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	return 0;
}
void __printk_safe_enter(void) {}
void __printk_safe_exit(void) {}
void __printk_deferred_enter(void) {}
void __printk_deferred_exit(void) {}
void khugepaged_min_free_kbytes_update(void) {}
void lru_add_drain_cpu(int cpu) {}
void __init_waitqueue_head(struct wait_queue_head *head, const char *name, struct lock_class_key *key) {}

#if SINCE(6, 11)
typedef const struct ctl_table sysctl_table;
#else
typedef struct ctl_table sysctl_table;
#endif

int proc_dointvec_minmax(sysctl_table *table, int write, void *buffer, size_t *length, loff_t *pos)
{
	PCP_FRACTION = world.written;
	return 0;
}

void panic(const char *fmt, ...)
{
	abort();
}
#if !SINCE(6, 4)
int PageHuge(struct page *page)
{
	return 0;
}
#endif

#if SINCE(6, 7)
struct cpu_cacheinfo *get_cpu_cacheinfo(unsigned int cpu)
{
	static struct cpu_cacheinfo cache;

	cache.per_cpu_data_slice_size = (size_t)world.machine.cache_pages << PAGE_SHIFT;
	return &cache;
}
#endif
#if SINCE(6, 6)
void mlock_drain_remote(int cpu)
{
}
#else
void mlock_page_drain_remote(int cpu)
{
}
#endif

/* Migration, with one scripted answer for each range: the pages to migrate, and whether migrating them succeeds. Before 5.13 only a signal
 * (-EINTR) is reported by isolate_migratepages_range(), other results by migrate_pages(). */
#if SINCE(5, 13)
int isolate_migratepages_range(struct compact_control *cc, unsigned long from, unsigned long end)
{
	const s64 result = ask(ASK_MIGRATE, 0);

	cc->migrate_pfn = end;
	return result;
}

#if !SINCE(6, 7)
typedef new_page_t new_folio_t;
typedef free_page_t free_folio_t;
#endif
#if SINCE(7, 3)
typedef enum migrate_reason migrate_why;
#else
typedef int migrate_why;
#endif

int migrate_pages(struct list_head *from, new_folio_t new_page, free_folio_t put, unsigned long private, enum migrate_mode mode, migrate_why reason, unsigned int *done)
{
	return 0;
}
#else
static s64 migrated;

unsigned long isolate_migratepages_range(struct compact_control *cc, unsigned long from, unsigned long end)
{
	migrated = ask(ASK_MIGRATE, 0);
	return migrated == -EINTR ? 0 : end;
}

int migrate_pages(struct list_head *from, new_page_t new_page, free_page_t put, unsigned long private, enum migrate_mode mode, int reason)
{
	return migrated;
}
#endif

unsigned int reclaim_clean_pages_from_list(struct zone *zone, struct list_head *pages)
{
	return 0;
}
void putback_movable_pages(struct list_head *pages) {}
void lru_cache_disable(void) {}
atomic_t lru_disable_count;
#if !SINCE(5, 13)
void lru_add_drain_all(void) {}
int migrate_prep(void)
{
	return 0;
}
#endif

/* debug_pagealloc maps and unmaps pages; nothing here depends on that. */
void __kernel_map_pages(struct page *page, int numpages, int enable) {}

/* cpusets. */
struct static_key_false cpusets_pre_enable_key = STATIC_KEY_FALSE_INIT;
struct static_key_false cpusets_enabled_key = STATIC_KEY_FALSE_INIT;
struct static_key_false cpusets_insane_config_key = STATIC_KEY_FALSE_INIT;
static nodemask_t hardwall;

bool CPUSET_NODE_ALLOWED(int node, gfp_t gfp)
{
	if (in_interrupt() || node_isset(node, current->mems_allowed) || tsk_is_oom_victim(current))
		return true;
	if (SINCE(7, 2) && current->flags & PF_EXITING)
		return true;
	if (gfp & __GFP_HARDWALL)
		return false;
	return current->flags & PF_EXITING || node_isset(node, hardwall);
}

void cpuset_init_current_mems_allowed(void) {}

void __cpuset_memory_pressure_bump(void) {}
int cpuset_nodemask_valid_mems_allowed(nodes_asked *mask)
{
	return nodes_intersects(*mask, current->mems_allowed);
}
#if SINCE(6, 7)
void wait_for_freed_hugetlb_folios(void)
{
}
#endif
#if SINCE(7, 2)
int replace_free_hugepage_folios(unsigned long from, unsigned long end)
{
	return 0;
}
bool enable_delayed_work(struct delayed_work *work)
{
	return true;
}
#endif
