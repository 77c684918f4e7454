#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Unusual machines: each one below runs thousands of random ops in lockstep, with the profiles in turn. The ops come from the generator's
# scenarios; the machine is put in front of them, and ops adapt to any machine.
# With a faulty subject the same machines must show a divergence.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
OPS=${OPS:-700}

read -ra profiles <<<"$(profiles)"
scenarios=(odd isolate everything fallback)

# name, then the machine's ops by ";"
machines() {
	cat <<-'END'
		begins and ends inside pageblocks: machine cpus=2 pageblock_order=5 max_order=8;zone node=0 NORMAL pfn=1003..2991
		begins at page 0: machine cpus=1 pageblock_order=4 max_order=11;zone node=0 NORMAL pfn=0..2048
		begins at page 1: machine cpus=1 pageblock_order=4 max_order=11;zone node=0 NORMAL pfn=1..1500
		a hole at its start: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..1536;hole 512..521
		a hole at its end: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..1536;hole 1530..1536
		holes at every edge of a pageblock: machine cpus=2 pageblock_order=5 max_order=9;zone node=0 NORMAL pfn=512..1536;hole 576..577;hole 639..640;hole 671..673;hole 704..736
		more holes than memory: machine cpus=1 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..768;hole 513..600;hole 601..700;hole 702..768
		one page in all: machine cpus=1 pageblock_order=4 max_order=11;zone node=0 NORMAL pfn=1027..1028
		one page of DMA, then the rest: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 DMA pfn=63..64;zone node=0 NORMAL pfn=64..700
		one page between two zones: machine cpus=2 pageblock_order=3 max_order=9;zone node=0 DMA pfn=64..500;zone node=0 DMA32 pfn=500..501;zone node=0 NORMAL pfn=501..1000
		four zones of one page: machine cpus=2 pageblock_order=2 max_order=5;zone node=0 DMA pfn=64..65;zone node=0 DMA32 pfn=65..66;zone node=0 NORMAL pfn=66..67;zone node=0 MOVABLE pfn=67..68
		zones that meet inside a block: machine cpus=2 pageblock_order=6 max_order=11;zone node=0 DMA32 pfn=100..1111;zone node=0 NORMAL pfn=1111..2222;zone node=0 MOVABLE pfn=2222..3000
		nodes that meet inside a block: machine cpus=4 pageblock_order=6 max_order=11;zone node=0 NORMAL pfn=100..1111;zone node=1 NORMAL pfn=1111..2222
		nodes out of order: machine cpus=3 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=2048..2560;zone node=1 NORMAL pfn=1024..1536;zone node=2 NORMAL pfn=512..900
		nodes that interleave: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 DMA32 pfn=512..1000;zone node=1 DMA32 pfn=1000..1500;zone node=0 NORMAL pfn=1500..2000;zone node=1 NORMAL pfn=2000..2600
		cpus where no memory is: machine cpus=4 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..1536;zone node=1 NORMAL pfn=2048..2048;cpu_node cpu=0 node=1;cpu_node cpu=1 node=1;cpu_node cpu=2 node=1;cpu_node cpu=3 node=0
		memory where no cpu is: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..1024;zone node=1 NORMAL pfn=1024..2048;cpu_node cpu=0 node=0;cpu_node cpu=1 node=0
		all cpus away from all memory: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..1024;zone node=1 NORMAL pfn=4096..4096;cpu_node cpu=0 node=1;cpu_node cpu=1 node=1
		a node of ZONE_MOVABLE only: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=512..1024;zone node=1 MOVABLE pfn=1024..1800
		only ZONE_DMA: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 DMA pfn=33..700
		two orders: machine cpus=2 pageblock_order=1 max_order=2;zone node=0 NORMAL pfn=101..700;hole 200..203
		reserved at both ends: machine cpus=2 pageblock_order=4 max_order=9;zone node=0 NORMAL pfn=500..1501;reserved 500..510;reserved 1499..1501
		an area that nothing is aligned to: machine cpus=2 pageblock_order=3 max_order=9;zone node=0 NORMAL pfn=517..1303;cma 600..696;cma 1288..1296
		far apart: machine cpus=2 pageblock_order=5 max_order=11;zone node=0 DMA pfn=5..300;zone node=0 NORMAL pfn=1048000..1049000;zone node=1 NORMAL pfn=600000..600777
		deferred from inside a hole: machine cpus=2 pageblock_order=4 max_order=7;zone node=0 NORMAL pfn=33..2049;hole 512..530;reserved 250..259;set section_pages=256;set deferred=1
		grows at an odd end: machine cpus=2 pageblock_order=4 max_order=7;zone node=0 NORMAL pfn=100..512;zone node=1 MOVABLE pfn=4096..4096;set section_pages=64;set hot_end=2048
	END
	for order in 2 3 4 5 6 7 8 9 10; do
		echo "pageblock_order $order: machine cpus=2 pageblock_order=$order max_order=11;zone node=0 DMA32 pfn=77..1401;zone node=0 NORMAL pfn=1401..4000;hole 1500..1511;hole 3999..4000"
	done
}

# sequence MACHINE SCENARIO SEED PROFILE: prints the scenario's ops after that machine
sequence() {
	echo "buddycheck 1"
	echo "profile $4"
	tr ';' '\n' <<<"$1"
	"$BUDDYCHECK" generate --scenario "$2" --seed "$3" --ops "$OPS" --profile "$4" |
		awk 'NR > 2 && (body || !/^(machine|cpu_node|zone|hole|reserved|cma|distance|set) /) { body = 1; print }'
}

seed=0
while IFS= read -r line; do
	name=${line%%: *} machine=${line#*: }
	for scenario in "${scenarios[@]}"; do
		# Over all machines each scenario runs with each profile.
		profile=${profiles[(seed + seed / ${#scenarios[@]}) % ${#profiles[@]}]}
		seed=$((seed + 1))
		checks=$((checks + 1))
		sequence "$machine" "$scenario" $seed "$profile" >"$work/$seed.ops"
		"$BUDDYCHECK" run "$work/$seed.ops" >"$work/out" 2>&1 || { fail "$name, $scenario, $profile, seed $seed: $(head -3 "$work/out")"; continue; }
		total=$((${total:-0} + $(sed -n 's/.*run: 1 files, \([0-9]*\) ops.*/\1/p' "$work/out")))
	done
done < <(machines)

checks=$((checks + 1))
[ "$total" -gt 20000 ] || fail "only $total requests were made"
for file in "$work"/[1-9].ops; do
	checks=$((checks + 1))
	"$BUDDYCHECK" run --subject canary "$file" >/dev/null 2>&1 && fail "$(basename "$file"): a subject that lies agrees"
done
echo "$(machines | wc -l) machines, $total requests"
finish
