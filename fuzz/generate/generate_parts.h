// SPDX-License-Identifier: MIT
/*
 * The interface between the scenarios (what to make) and the generator (how to make it).
 */
#ifndef FUZZ_GENERATE_PARTS_H
#define FUZZ_GENERATE_PARTS_H

#include "fuzz/generate/generate.h"

/* Masks that kernel code passes. */
#define GFP_KERNEL (GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM | GFP_BIT_IO | GFP_BIT_FS)
#define GFP_USER (GFP_KERNEL | GFP_BIT_HARDWALL)
#define GFP_MOVABLE (GFP_USER | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE)
#define GFP_RECLAIMABLE (GFP_KERNEL | GFP_BIT_RECLAIMABLE)
#define GFP_ATOMIC (GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM)

/* What a slot should hold if every op so far succeeded. */
struct held {
	uint32_t nr;
	uint8_t order;
};

struct generator {
	struct sequence *seq;
	const struct scenario *scenario;
	struct machine machine; /* valid once its ops have been added */
	uint64_t random;
	uint32_t limit;         /* most ops that the sequence may get */
	uint32_t pages;         /* held by all slots */
	struct held held[NR_SLOTS];
	uint8_t dominant;       /* index of the gfp mask that this phase prefers */
	uint64_t offline;       /* cpus taken offline */
	bool filling;           /* this phase allocates more than it frees */
	bool large;             /* now and then allocate blocks of more than a pageblock */
	bool locks;             /* now and then page sets are locked and kswapd reclaims */
	uint32_t phase;         /* ops per phase */
};

/* An op of a mix and its weight relative to the others. */
struct mix {
	uint8_t kind; /* enum op_kind */
	uint8_t weight;
};

struct scenario {
	const char *name, *help;
	void (*machine)(struct generator *g); /* adds the machine's ops */
	void (*script)(struct generator *g);  /* adds all other ops; NULL: drawn from the mix */
	const struct mix *mix;                /* ends at weight 0 */
	const uint32_t *gfp;                  /* masks to choose from; ends at 0 */
	uint8_t order_max;                    /* highest order requested */
	uint8_t order0;                       /* percent of requests for order 0 */
	uint8_t prefill;                      /* percent of memory taken in large blocks at the beginning */
	uint8_t full;                         /* percent of memory at which a filling phase stops */
	uint8_t asks;                         /* questions that get answers, bits of enum question; 0: all */
};

/* Append an op of that kind with all arguments zero. If the sequence is full, the op returned is not part of it. */
struct op *add_op(struct generator *g, enum op_kind kind);
uint32_t random_below(struct generator *g, uint32_t n); /* n > 0 */
bool percent(struct generator *g, unsigned chance);

void add_machine(struct generator *g, uint32_t cpus, uint32_t pageblock_order, uint32_t max_order);
void add_zone_op(struct generator *g, uint32_t node, enum zone_kind kind, uint32_t start, uint32_t end);
void add_range_op(struct generator *g, enum op_kind kind, uint32_t start, uint32_t end);
void place_cpu(struct generator *g, uint32_t cpu, uint32_t node);
void place_node(struct generator *g, uint32_t from, uint32_t to, uint32_t distance);
void add_set(struct generator *g, enum set_key key, uint32_t value);
/* Page sets of a fixed size. */
void add_pcp(struct generator *g, uint32_t high, uint32_t batch);
/*
 * A few hundred pages of NORMAL; with probability dma32 percent DMA32 below, cma percent CMA inside, now and then a second node and guard
 * pages. Sizes that are large on other machines are a pageblock or two here, so that lists run dry and requests go from zone to zone.
 */
void add_tight_zones(struct generator *g, uint32_t cpus, uint32_t pageblock_order, unsigned dma32, unsigned cma);

/* Append an op of that kind, with arguments drawn for the scenario. */
void make(struct generator *g, enum op_kind kind);

/* Each table ends at a NULL name. */
extern const struct scenario scenario_table[], scenario_system_table[], scenario_settings_table[], scenario_lean_table[],
	scenario_narrow_table[], scenario_capture_table[], scenario_drift_table[], scenario_locks_table[], scenario_border_table[];

#endif
