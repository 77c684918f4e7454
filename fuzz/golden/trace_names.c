// SPDX-License-Identifier: MIT
/*
 * The words of the trace format and their meaning in the contract: zones, migratetypes, gfp masks of several kernels, node sets.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz/golden/trace_parts.h"

static const char *const zone_names[MAX_NR_ZONES] = { "DMA", "DMA32", "NORMAL", "MOVABLE" };
static const char *const migratetypes[MIGRATE_TYPES] = {
	"UNMOVABLE", "MOVABLE", "RECLAIMABLE", "HIGHATOMIC", "CMA", "ISOLATE",
};

const char *const trace_compact_results[NR_COMPACT_RESULTS] = {
	[COMPACT_SKIPPED] = "SKIPPED",
	[COMPACT_DEFERRED] = "DEFERRED",
	[COMPACT_CONTINUE] = "CONTINUE",
	[COMPACT_COMPLETE] = "COMPLETE",
	[COMPACT_PARTIAL_SKIPPED] = "PARTIAL_SKIPPED",
	[COMPACT_CONTENDED] = "CONTENDED",
	[COMPACT_SUCCESS] = "SUCCESS",
	[COMPACT_NO_SUITABLE_PAGE] = "NO_SUITABLE_PAGE",
};

const char *trace_zone_name(const struct machine *machine, uint32_t zone, char *buffer, size_t cap)
{
	if (zone >= machine->nr_zones)
		return "?";
	snprintf(buffer, cap, "%u:%s", machine->zone[zone].node, zone_names[machine->zone[zone].kind % MAX_NR_ZONES]);
	return buffer;
}

const char *trace_migratetype_name(uint32_t migratetype)
{
	return migratetype < MIGRATE_TYPES ? migratetypes[migratetype] : "?";
}

char trace_migratetype_letter(uint32_t migratetype)
{
	return migratetype < MIGRATE_TYPES ? "UMRHCI"[migratetype] : '?';
}

const char *trace_compact_result_name(uint32_t result)
{
	return result < NR_COMPACT_RESULTS ? trace_compact_results[result] : "?";
}

uint32_t trace_name(struct line *line, struct slice name, const char *const *names, uint32_t count, const char *expected)
{
	for (uint32_t i = 0; i < count; i++)
		if (slice_is(name, names[i]))
			return i;
	line_expected(line, name, expected);
	return 0;
}

enum migratetype trace_migratetype(struct line *line, struct slice name)
{
	return (enum migratetype)trace_name(line, name, migratetypes, MIGRATE_TYPES, "the name of a migratetype");
}

uint32_t trace_zone(const struct trace *trace, struct line *line, struct slice name)
{
	char buffer[24];

	for (uint32_t z = 0; z < trace->machine.nr_zones; z++)
		if (slice_is(name, trace_zone_name(&trace->machine, z, buffer, sizeof(buffer))))
			return z;
	line_expected(line, name, "a zone of the header as NODE:NAME");
	return 0;
}

pfn_t trace_first_deferred(struct line *line, struct slice value, bool hex_prefix)
{
	if (slice_is(value, "-"))
		return PFN_NONE;
	return hex_prefix ? number_hex(line, value, INT32_MAX, "first_deferred=0xPFN or -") : number_pfn(line, value);
}

uint32_t trace_nodes(const struct trace *trace, struct line *line, struct slice value)
{
	struct slice rest = value;
	uint32_t nodes = 0;

	while (rest.at && !line_failed(line))
		nodes |= 1u << number_decimal(line, slice_cut(&rest, ','), 0, trace->machine.nr_nodes - 1,
					      "nodes of the header, separated by commas");
	return nodes;
}

/* Bits without a meaning here: __GFP_NOTRACK of 4.14, __GFP_ZEROTAGS of 6.1. */
enum { NOTRACK_4_14 = 0x200000, ZEROTAGS_6_1 = 0x800000 };

/* Bit n of 4.14's mask as the contract's bit. */
static const uint32_t gfp_bits_4_14[25] = {
	GFP_BIT_DMA, GFP_BIT_HIGHMEM, GFP_BIT_DMA32, GFP_BIT_MOVABLE, GFP_BIT_RECLAIMABLE, GFP_BIT_HIGH, GFP_BIT_IO, GFP_BIT_FS,
	GFP_BIT_COLD, GFP_BIT_NOWARN, GFP_BIT_RETRY_MAYFAIL, GFP_BIT_NOFAIL, GFP_BIT_NORETRY, GFP_BIT_MEMALLOC, GFP_BIT_COMP,
	GFP_BIT_ZERO, GFP_BIT_NOMEMALLOC, GFP_BIT_HARDWALL, GFP_BIT_THISNODE, GFP_BIT_ATOMIC, GFP_BIT_ACCOUNT, 0 /* NOTRACK */,
	GFP_BIT_DIRECT_RECLAIM, GFP_BIT_WRITE, GFP_BIT_KSWAPD_RECLAIM,
};

static uint32_t gfp_translate(const struct trace *trace, struct line *line, uint32_t bits, struct slice found)
{
	uint32_t gfp = 0;

	if (trace->machine.profile >= PROFILE_LINUX_6_1)
		bits &= ~(uint32_t)ZEROTAGS_6_1;
	if (trace->machine.profile != PROFILE_LINUX_4_14) {
		if (bits & ~(uint32_t)(GFP_BITS_ALL & ~GFP_BIT_COLD))
			line_expected(line, found, "gfp bits of this kernel (0x7fffff)");
		return bits;
	}
	for (uint32_t bit = 0; bit < 32; bit++) {
		if (!(bits >> bit & 1) || 1u << bit == NOTRACK_4_14)
			continue;
		if (bit >= 25 || !gfp_bits_4_14[bit])
			line_expected(line, found, "gfp bits of linux-4.14");
		else
			gfp |= gfp_bits_4_14[bit];
	}
	return gfp;
}

#define RECLAIM (GFP_BIT_DIRECT_RECLAIM | GFP_BIT_KSWAPD_RECLAIM)
#define KRN (RECLAIM | GFP_BIT_IO | GFP_BIT_FS)
#define USR (KRN | GFP_BIT_HARDWALL)
#define HMOV (USR | GFP_BIT_HIGHMEM | GFP_BIT_MOVABLE)
#define NOWT GFP_BIT_KSWAPD_RECLAIM
#define ATOM (GFP_BIT_HIGH | GFP_BIT_ATOMIC | GFP_BIT_KSWAPD_RECLAIM)
#define THPL ((HMOV | GFP_BIT_COMP | GFP_BIT_NOMEMALLOC | GFP_BIT_NOWARN) & ~(uint32_t)RECLAIM)
#define THP (THPL | GFP_BIT_DIRECT_RECLAIM)

static const struct {
	const char *name;
	uint32_t gfp;
} gfp_aliases[] = {
	{ "KRN", KRN }, { "KNR", KRN | GFP_BIT_NORETRY }, { "RMF", KRN | GFP_BIT_RETRY_MAYFAIL },
	{ "REC", KRN | GFP_BIT_RECLAIMABLE }, { "TN", KRN | GFP_BIT_THISNODE }, { "D32", KRN | GFP_BIT_DMA32 },
	{ "HMOV", HMOV }, { "MOV", USR | GFP_BIT_MOVABLE }, { "NOWT", NOWT }, { "MOVNW", NOWT | GFP_BIT_MOVABLE },
	{ "RECNW", NOWT | GFP_BIT_RECLAIMABLE }, { "ATOM", ATOM }, { "ATOMNM", ATOM | GFP_BIT_NOMEMALLOC },
	{ "MEMA", ATOM | GFP_BIT_MEMALLOC }, { "D32A", ATOM | GFP_BIT_DMA32 },
	/* linux-4.14 */
	{ "HMOVC", HMOV | GFP_BIT_COLD }, { "KRNC", KRN | GFP_BIT_COLD }, { "RECC", KRN | GFP_BIT_RECLAIMABLE | GFP_BIT_COLD },
	{ "MOVMA", NOWT | GFP_BIT_MOVABLE | GFP_BIT_MEMALLOC },
	/* linux-5.10x */
	{ "USR", USR }, { "DMA", KRN | GFP_BIT_DMA }, { "DMAA", ATOM | GFP_BIT_DMA }, { "NOFS_", RECLAIM | GFP_BIT_IO },
	{ "NOIO_", RECLAIM }, { "KNM", KRN | GFP_BIT_NOMEMALLOC }, { "MEMK", KRN | GFP_BIT_MEMALLOC },
	{ "ATDR", KRN | GFP_BIT_ATOMIC | GFP_BIT_HIGH }, { "COMP", KRN | GFP_BIT_COMP }, { "COMPM", HMOV | GFP_BIT_COMP },
	{ "COMPA", ATOM | GFP_BIT_COMP }, { "THP", THP }, { "THPL", THPL }, { "THPNR", THP | GFP_BIT_NORETRY },
	{ "ZRO", KRN | GFP_BIT_ZERO }, { "ZROM", HMOV | GFP_BIT_ZERO }, { "WRT", HMOV | GFP_BIT_WRITE },
	{ "WRTK", KRN | GFP_BIT_WRITE }, { "WRTA", ATOM | GFP_BIT_WRITE }, { "WRTN", KRN | GFP_BIT_WRITE | GFP_BIT_NOFAIL },
	{ "NOF", KRN | GFP_BIT_NOFAIL }, { "NOFM", HMOV | GFP_BIT_NOFAIL }, { "NOFN", NOWT | GFP_BIT_NOFAIL },
	{ "NOFC", KRN | GFP_BIT_NOFAIL | GFP_BIT_COMP }, { "NOFR", KRN | GFP_BIT_NOFAIL | GFP_BIT_RETRY_MAYFAIL },
	{ "NOFT", KRN | GFP_BIT_NOFAIL | GFP_BIT_THISNODE }, { "NOFNR", KRN | GFP_BIT_NOFAIL | GFP_BIT_NORETRY },
	{ "NOFD", KRN | GFP_BIT_NOFAIL | GFP_BIT_DMA32 },
};

/* Does the name stand for gfp? Unknown names pass: the bits decide, a known name only confirms them. */
static bool alias_is(struct slice name, uint32_t gfp)
{
	for (size_t i = 0; i < sizeof(gfp_aliases) / sizeof(gfp_aliases[0]); i++)
		if (slice_is(name, gfp_aliases[i].name))
			return gfp_aliases[i].gfp == gfp;
	return true;
}

/* Does NAME, or one side of the recorder's "i&1?NAME:NAME", stand for gfp? */
static bool alias_means(struct slice name, uint32_t gfp)
{
	struct slice rest = name;
	const struct slice condition = slice_cut(&rest, '?');

	if (!rest.at)
		return alias_is(condition, gfp);
	const struct slice first = slice_cut(&rest, ':');

	return alias_is(first, gfp) || (rest.at && alias_is(rest, gfp));
}

/* 0xBITS or 0xBITS(ALIAS): the mask given twice, which must agree. */
uint32_t trace_gfp(const struct trace *trace, struct line *line, struct slice value)
{
	struct slice rest = value;
	const struct slice hex = slice_cut(&rest, '(');
	const uint32_t bits = number_hex(line, hex, UINT32_MAX, "gfp=0xBITS(ALIAS)");
	const uint32_t gfp = gfp_translate(trace, line, bits, hex);

	if (!rest.at)
		return gfp;
	if (!rest.size || rest.at[rest.size - 1] != ')') {
		line_expected(line, value, "gfp=0xBITS(ALIAS) with its closing bracket");
		return gfp;
	}
	rest.size--;
	if (!line_failed(line) && !alias_means(rest, gfp))
		line_expected(line, value, "an alias that means these bits");
	return gfp;
}
