// SPDX-License-Identifier: MIT
/*
 * Bytes are ordered by the machine's zones; after them comes the memory that may be hot-added, from the lowest end of a zone on.
 */
#include "fuzz/subject_memory.h"

#include <string.h>

static pfn_t lowest_end(const struct machine *machine)
{
	pfn_t end = machine->hot_end;

	for (uint32_t i = 0; i < machine->nr_zones; i++)
		if (machine->zone[i].end_pfn < end)
			end = machine->zone[i].end_pfn;
	return end;
}

static uint64_t pages_of_zones(const struct machine *machine)
{
	uint64_t pages = 0;

	for (uint32_t i = 0; i < machine->nr_zones; i++)
		pages += machine->zone[i].end_pfn - machine->zone[i].start_pfn;
	return pages;
}

size_t subject_memory_size(const struct machine *machine)
{
	const uint64_t size = (pages_of_zones(machine) + (machine->hot_end - lowest_end(machine))) * machine->page_bytes;

	return size <= SIZE_MAX / 4 ? (size_t)size : SIZE_MAX / 4;
}

void subject_memory_init(struct subject_memory *memory, const struct machine *machine, uint8_t *bytes)
{
	memory->machine = *machine;
	memory->bytes = bytes;
	memset(bytes, PAGE_BYTE_FRESH, subject_memory_size(machine));
}

uint8_t *subject_memory_page(struct subject_memory *memory, pfn_t pfn)
{
	const struct machine *machine = &memory->machine;
	uint64_t before = 0;

	for (uint32_t i = 0; i < machine->nr_zones; i++) {
		const struct machine_zone *zone = &machine->zone[i];

		if (pfn >= zone->start_pfn && pfn < zone->end_pfn)
			return memory->bytes + (before + pfn - zone->start_pfn) * machine->page_bytes;
		before += zone->end_pfn - zone->start_pfn;
	}
	if (pfn < lowest_end(machine) || pfn >= machine->hot_end)
		return NULL;
	return memory->bytes + (before + pfn - lowest_end(machine)) * machine->page_bytes;
}

bool subject_memory_writable(const struct subject_memory *memory, const struct request *request)
{
	const uint32_t size = memory->machine.page_bytes;

	return request->value >= 0 && request->value <= UINT8_MAX && size > 0 && request->at <= size && request->count > 0;
}

void subject_memory_write(struct subject_memory *memory, const struct request *request)
{
	const uint32_t size = memory->machine.page_bytes;
	const bool whole = request->at == size;

	for (uint32_t i = 0; i < request->count; i++)
		memset(subject_memory_page(memory, request->pfn + i) + (whole ? 0 : request->at), (int)request->value, whole ? size : 1);
}
