// SPDX-License-Identifier: MIT
/*
 * The rows of the policy table: linux-5.10 (the v5.10 tag), linux-4.14 (the v4.14 tag), linux-6.1 (Debian's 6.1.192).
 *
 * What a row does not name is "no" or zero. Transcribed from the specification of each profile, not from each other.
 */
#include "model/policy.h"

#include "contract/types.h"

static const struct policy rows[NR_PROFILES] = {
	[PROFILE_LINUX_5_10] = {
		.boot_at_tail = true,
		.barrier = BARRIER_ISOLATE,
		.cma_balanced = true,
		.has_boost = true,
		.boosted_when_declined = true,
		.has_nofragment = true,
		.nofragment_caps_all = true,
		.bad_block_stays_counted = true,
		.pcp_bypass = true,
		.bulk_free = BULK_ROUND_ROBIN,
		.batch_cap = 256,
		.min_free_kbytes_cap = 262144,
		.fast_is_unsigned = true,
		.reserve_skips_ratio_0 = true,
		.deferred_grows = true,
		.nocma_bars_cma = true,
		.irq_ignores_cpuset = true,
		.reserve_flags_add_cma = true,
		.retry_drops_nodemask = true,
		.noretry_ends_when_skipped = true,
		.skipped = SKIPPED_TRIES_ANYWAY,
		.frees_piecewise = true,
		.isolation_drains = true,
	},
	[PROFILE_LINUX_4_14] = {
		.moves_to_head = true,
		.barrier = BARRIER_ISOLATE,
		.holes_belong_to_zone = true,
		.bad_block_stays_counted = true,
		.pcp_cold = true,
		.bulk_free = BULK_ROUND_ROBIN,
		.batch_cap = 128,
		.min_free_kbytes_cap = 65536,
		.fast_ignores_highatomic = true,
		.fast_is_unsigned = true,
		.harder_sees_any_list = true,
		.ratio_0_is_1 = true,
		.reserve_by_classzone = true,
		.kswapd_by_gfp = true,
		.retry_takes_cpu_zonelist = true,
		.skipped = DEFERRED_GIVES_UP,
		.withdrawn_asks_suitable = true,
		.oom_flag_alone = true,
		.isolation_drains = true,
		.isolation_trusts_type = true,
		.unisolate_frees_plainly = true,
	},
	[PROFILE_LINUX_6_1] = {
		.boot_at_tail = true,
		.barrier = BARRIER_TYPES,
		.cma_balanced = true,
		.has_boost = true,
		.boosted_after_failure = true,
		.has_nofragment = true,
		.highatomic_flag = true,
		.pcp_takes_high_orders = true,
		.pcp_bypass = true,
		.bulk_free = BULK_IN_TURN,
		.batch_cap = 256,
		.high_from_watermark = true,
		.min_free_kbytes_cap = 262144,
		.zonelist_has_unmanaged = true,
		.node_load_plain = true,
		.dirty_verdict_kept = true,
		.deferred_grows = true,
		.cma_before_watermarks = true,
		.scope_before_fast_path = true,
		.nocma_drops_movable = true,
		.irq_ignores_cpuset = true,
		.reserve_flags_keep_kswapd = true,
		.reserve_flags_add_cma = true,
		.retry_drops_nodemask = true,
		.retry_checks_cpuset_first = true,
		.noretry_ends_when_skipped = true,
		.can_compact_matters = true,
		.skipped = SKIPPED_GIVES_UP,
		.enough_is_unsuitable = true,
		.false_retry_unreserves = true,
		.noretry_thisnode_ends = true,
		.frees_piecewise = true,
		.free_list_isolate_first = true,
		.isolation_splits = true,
		.unisolate_wants_free_buddy = true,
	},
};

const struct policy *m_policy(uint8_t profile)
{
	return &rows[profile];
}
