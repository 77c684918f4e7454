// SPDX-License-Identifier: MIT
/*
 * The order in which zones are tried: nodes by distance and load, within a node the highest zone first.
 *
 * Kernel: find_next_best_node(), build_zonelists(), first_zones_zonelist().
 */
#include "model/model.h"

enum { NODE_SHIFT = 64 /* bigger than any node load */ };

static bool node_has_memory(const struct world *w, uint32_t node)
{
	for (uint32_t i = 0; i < w->machine.nr_zones; i++)
		if (w->zone[i].node == node && w->zone[i].present > 0)
			return true;
	return false;
}

/* Are any of the node's cpus online? */
bool m_node_has_cpus(const struct world *w, uint32_t node)
{
	for (uint32_t cpu = 0; cpu < w->machine.nr_cpus; cpu++)
		if (w->online >> cpu & 1 && w->machine.cpu_node[cpu] == node)
			return true;
	return false;
}

static int64_t cost(const struct world *w, uint32_t local, uint32_t node, const int64_t *load)
{
	int64_t nodes = w->policy->node_load_plain ? 1 : w->machine.nr_nodes;
	int64_t near = w->machine.distance[local][node] + (node < local) + m_node_has_cpus(w, node);

	return near * nodes * NODE_SHIFT + load[node];
}

/* The next node of the zonelist after those used, or -1. The local one is first, even without memory. */
static int next_node(const struct world *w, uint32_t local, uint32_t used, const int64_t *load)
{
	int best = -1;

	if (!(used >> local & 1))
		return (int)local;
	for (uint32_t node = 0; node < w->machine.nr_nodes; node++) {
		if (used >> node & 1 || !node_has_memory(w, node))
			continue;
		if (best < 0 || cost(w, local, node, load) < cost(w, local, (uint32_t)best, load))
			best = (int)node;
	}
	return best;
}

static void append_zones(struct world *w, struct node *list, uint32_t which, uint32_t node)
{
	for (uint32_t kind = MAX_NR_ZONES; kind-- > 0;) {
		uint8_t id = w->node[node].zone[kind];

		if (id == NO_ZONE)
			continue;
		if (w->policy->zonelist_has_unmanaged ? w->zone[id].present > 0 : w->zone[id].managed > 0)
			list->zonelist[which][list->zonelist_len[which]++] = id;
	}
}

static void build_node(struct world *w, uint32_t local, int64_t *load)
{
	int64_t weight = w->machine.nr_nodes;
	uint32_t used = 0, previous = local;
	struct node *list = &w->node[local];
	int node;

	list->zonelist_len[0] = list->zonelist_len[1] = 0;
	append_zones(w, list, 1, local);
	while ((node = next_node(w, local, used, load)) >= 0) {
		if (w->machine.distance[local][node] != w->machine.distance[local][previous])
			load[node] = w->policy->node_load_plain ? load[node] + 1 : weight;
		append_zones(w, list, 0, (uint32_t)node);
		used |= UINT32_C(1) << node;
		previous = (uint32_t)node;
		weight--;
	}
	list->zonelist[0][list->zonelist_len[0]] = list->zonelist[1][list->zonelist_len[1]] = NO_ZONE;
}

void m_build_zonelists(struct world *w)
{
	int64_t load[MAX_NODES] = { 0 };

	for (uint32_t node = 0; node < w->machine.nr_nodes; node++)
		build_node(w, node, load);
}

/* The zonelist for a request on this node. */
const uint8_t *m_zonelist(const struct world *w, uint8_t node, uint32_t gfp)
{
	return w->node[node].zonelist[(gfp & GFP_BIT_THISNODE) != 0];
}

/* The first place in the zonelist, from this one on, that the walk may use; NO_ZONE at the end. */
const uint8_t *m_next_zone(const struct world *w, const struct walk *walk, const uint8_t *from)
{
	for (; *from != NO_ZONE; from++) {
		const struct zone *z = &w->zone[*from];

		if (z->kind <= walk->hzi && (!walk->nodemask || *walk->nodemask >> z->node & 1))
			break;
	}
	return from;
}
