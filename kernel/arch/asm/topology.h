/* SPDX-License-Identifier: MIT */
#ifndef ASM_TOPOLOGY_H
#define ASM_TOPOLOGY_H
const struct cpumask *cpumask_of_node(int node);
#define cpumask_of_node cpumask_of_node
int __node_distance(int from, int to);
#define node_distance(from, to) __node_distance(from, to)
#include <asm-generic/topology.h>
#endif
