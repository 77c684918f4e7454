#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Combinations of settings: machines drawn by the scenario of all settings agree under all ops, in all profiles. Each pair of the features below
# must occur together on some machine.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
SEEDS=${SEEDS:-110} OPS=${OPS:-250}

read -ra profiles <<<"$(profiles)"
files=$((${#profiles[@]} * SEEDS))
mkdir "$work/in"
for ((seed = 1; seed <= files; seed++)); do
	profile=${profiles[seed % ${#profiles[@]}]}
	"$BUDDYCHECK" generate --scenario settings --seed "$seed" --ops "$OPS" --profile "$profile" >"$work/in/$seed.ops"
done
expect_last 'all agree' 0 ", $files agreed, 0 diverged$" "$BUDDYCHECK" run "$work/in"
expect_last 'a subject that lies does not' 1 '' "$BUDDYCHECK" run --subject canary "$work/in"

features='^zone DMA |^zone DMA32 |^zone MOVABLE |^zone node=1 |^zone node=2 |^hole |^reserved |^cma |^cpu_node |^distance |pcp_mode=fixed|pcp_mode=boot
	|user_min_free_kbytes=|boost_factor=0|scale_factor=|ratio_dma32=0|ratio_normal=1|mobility=0|compaction=1|cpusets=1|node_reclaim_mode=[1-7]
	|guardpage_minorder=[0-9]|init_on_alloc=1|init_on_free=1|page_poisoning=[12]|page_bytes=[1-9]|hot_end=|deferred=1
	|vmstat_percpu=1|^hotadd |^setup_pageset|^init_late|^cpu_dead |^set percpu_pagelist_fraction='
apart=$(awk -v list="$(tr -d '\n\t' <<<"$features")" '
	BEGIN { n = split(list, feature, "|") }
	FNR == 1 { delete here }
	{ for (i = 1; i <= n; i++) if (!(i in here) && $0 ~ feature[i]) { here[i] = 1; for (j in here) met[i, j] = met[j, i] = 1 } }
	END { for (i = 1; i <= n; i++) for (j = 1; j < i; j++) if (!((i, j) in met)) print feature[j] " and " feature[i] }' "$work/in"/*.ops |
	grep -v '^pcp_mode=fixed and pcp_mode=boot$')
checks=$((checks + 1))
[ -z "$apart" ] || fail "never on one machine: $apart"
finish
