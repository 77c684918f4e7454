/* SPDX-License-Identifier: MIT */
#ifndef ASM_MMZONE_H
#define ASM_MMZONE_H
extern struct pglist_data *node_data[];
#define NODE_DATA(nid) (node_data[nid])
#endif
