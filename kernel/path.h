/* SPDX-License-Identifier: MIT */
/*
 * Hooks that observe the kernel's path through a request. page_alloc.c and page_isolation.c are included after this file; path.c records
 * the events.
 *
 * For a function that is both defined and called there, the macro recognises the definition by the first word of one of its parameters and
 * leaves it alone.
 */
#include <linux/writeback.h>
#include <trace/events/kmem.h>
#include "mm/internal.h"

static void tell_attempt(unsigned flags);
static bool tell_unreserve(bool force, bool result);
static void tell_drain(void);
static int tell_migrate(int result);
static bool tell_dirty(const pg_data_t *pgdat, bool ok);
static long tell_node_reclaim(const pg_data_t *pgdat, unsigned order, long result);
static void tell_extfrag(struct page *page, unsigned order, unsigned found, unsigned wanted, unsigned type);

#define CHOOSE(...) CHOOSE_(__VA_ARGS__)
#define CHOOSE_(first, second, ...) second
#define DEFINITION(name, ...) name(__VA_ARGS__)
#define PARAMETER_bool ~, DEFINITION,
#define PARAMETER_int ~, DEFINITION,
#define PARAMETER_struct ~, DEFINITION,
#define PARAMETER_unsigned ~, DEFINITION,

#define get_page_from_freelist(gfp, order, flags, ac) CHOOSE(PARAMETER_##flags, ATTEMPT, )(get_page_from_freelist, gfp, order, flags, ac)
#define ATTEMPT(call, gfp, order, flags, ac) (tell_attempt(flags), call(gfp, order, flags, ac))

#define unreserve_highatomic_pageblock(ac, force) CHOOSE(PARAMETER_##force, UNRESERVE, )(unreserve_highatomic_pageblock, ac, force)
#define UNRESERVE(call, ac, force) tell_unreserve(force, call(ac, force))

#define drain_all_pages(zone) CHOOSE(PARAMETER_##zone, DRAIN, )(drain_all_pages, zone)
#define DRAIN(call, zone) (tell_drain(), call(zone))

#define __alloc_contig_migrate_range(cc, start, ...) CHOOSE(PARAMETER_##start, MIGRATE, )(__alloc_contig_migrate_range, cc, start, __VA_ARGS__)
#define MIGRATE(call, ...) tell_migrate(call(__VA_ARGS__))

#define node_dirty_ok(pgdat) tell_dirty(pgdat, node_dirty_ok(pgdat))
#define node_reclaim(pgdat, gfp, order) tell_node_reclaim(pgdat, order, node_reclaim(pgdat, gfp, order))
#define trace_mm_page_alloc_extfrag tell_extfrag
