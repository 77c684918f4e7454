// SPDX-License-Identifier: MIT
/* Seed machines shared by several targets: memory arrives late, deferred or hot-added. */
#ifndef FUZZ_TARGET_MACHINES_H
#define FUZZ_TARGET_MACHINES_H

static const char *const growing_machines[] = {
	"machine cpus=2 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=0..2048\nset section_pages=256\nset deferred=1\nset hot_end=4096\n",
	"machine cpus=2 pageblock_order=3 max_order=6\nzone node=0 NORMAL pfn=32..600\nzone node=1 NORMAL pfn=1024..2000\n"
	"set section_pages=64\nset deferred=1\n",
	"machine cpus=1 pageblock_order=4 max_order=7\nzone node=0 NORMAL pfn=0..512\nset section_pages=64\nset hot_end=2048\n",
	"machine cpus=2 pageblock_order=3 max_order=7\nzone node=0 DMA32 pfn=0..256\nzone node=0 MOVABLE pfn=256..256\n"
	"set section_pages=128\nset hot_end=1024\n",
	"machine cpus=3 pageblock_order=4 max_order=11\nzone node=0 DMA32 pfn=512..1024\nzone node=0 NORMAL pfn=1024..2048\n"
	"zone node=1 NORMAL pfn=2048..3072\ncma 2048..2304\n",
};

#endif
