// SPDX-License-Identifier: MIT
/*
 * The laws of the op language, tested on random byte strings of several shapes: any bytes decode; a decoded sequence survives encoding in
 * both forms and printing; printed text is a fixpoint; the machine described is one that no subject may refuse.
 *
 *   seq_laws [--seed S] [--strings N]
 *
 * A failing string is printed with its seed and number, which repeat it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/language/arg.h"
#include "fuzz/language/seq.h"

enum { BYTES_MAX = 120 * SEQ_RECORD }; /* more than a machine has room for zones and ranges */

static uint64_t random_state;

/* splitmix64 */
static uint64_t random_u64(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static uint32_t below(uint32_t n)
{
	return (uint32_t)(random_u64() >> 33) % n;
}

/*
 * Byte strings: plain noise, noise with small values, records with known codes, files with a header.
 */

static size_t noise(uint8_t *data)
{
	const size_t size = below(below(16) ? BYTES_MAX / 4 : BYTES_MAX + 1);
	const uint8_t mask = (uint8_t[]){0xff, 0x0f, 0x03, 0xff}[below(4)];
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)random_u64() & mask;
	return size;
}

static size_t known_codes(uint8_t *data)
{
	const size_t size = noise(data);
	for (size_t i = 1; i < size; i += SEQ_RECORD)
		data[i] = op_code((enum op_kind)below(NR_OPS));
	return size;
}

/* Machine ops first, most of their bytes zero. */
static size_t machines(uint8_t *data)
{
	const size_t size = noise(data);
	for (size_t i = 0; i < size; i++)
		if (below(3))
			data[i] = 0;
	for (size_t i = 1; i < size; i += SEQ_RECORD)
		data[i] = op_code((enum op_kind)(OP_MACHINE + below(OP_SET)));
	return size;
}

static size_t file_form(uint8_t *data, struct sequence *scratch)
{
	seq_decode(scratch, data, known_codes(data));
	const size_t size = seq_encode(scratch, data, BYTES_MAX + 64);
	if (below(2))
		data[below((uint32_t)size)] ^= (uint8_t)(1 << below(8));
	const size_t cut = below(20);
	return cut < size ? size - cut : 0;
}

/* Values that have a text form of their own but that noise hardly ever hits. */
static void season(struct sequence *seq)
{
	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		struct op *op = &seq->op[i];
		static const uint32_t usual[] = {0xcc0, 0xa20, 0x100cca, 0x1400};
		const uint32_t slot = below(NR_SLOTS), offset = below(3) ? below(64) - 32 : below(0x10000), gfp = usual[below(4)];
		if (below(2))
			op_set(op, ARG_PFN, PFN_OF_SLOT(slot, offset));
		if (below(2))
			op_set(op, ARG_GFP, gfp | 1u << below(32));
		if (below(2))
			op_set(op, ARG_SLOTS, below(5));
	}
}

/*
 * Laws. Each returns NULL if it holds, else its own name.
 */

static bool same_op(const struct op *a, const struct op *b)
{
	for (int i = 0; i < OP_ARGS_MAX; i++)
		if (a->arg[i] != b->arg[i])
			return false;
	return a->kind == b->kind && a->dst == b->dst && a->expect.given == b->expect.given &&
	       a->expect.status == b->expect.status && a->expect.value == b->expect.value;
}

static bool same(const struct sequence *a, const struct sequence *b)
{
	if (a->profile != b->profile || a->nr_ops != b->nr_ops || a->has_digest != b->has_digest || a->digest != b->digest ||
	    strcmp(a->signature, b->signature) != 0)
		return false;
	for (uint32_t i = 0; i < a->nr_ops; i++)
		if (!same_op(&a->op[i], &b->op[i]))
			return false;
	return true;
}

struct bench {
	struct sequence seq, again;
	uint8_t *bytes; /* room for SEQ_OPS_MAX records */
	char *text;
	size_t text_size;
};

static const char *law_op_fields(const struct bench *b)
{
	for (uint32_t i = 0; i < b->seq.nr_ops; i++) {
		const struct op *op = &b->seq.op[i];
		if (op->kind >= NR_OPS)
			return "every op has a kind";
		if (op_table[op->kind].writes_slot != (op->dst != SLOT_NONE) || op->dst >= NR_SLOTS)
			return "an op has a slot exactly if its row writes one";
	}
	return NULL;
}

static const char *law_encode(struct bench *b)
{
	const size_t room = 64 + (size_t)SEQ_OPS_MAX * SEQ_RECORD;

	size_t size = seq_encode(&b->seq, b->bytes, room);
	if (seq_file_fault(b->bytes, size))
		return "an encoded file is whole";
	if (size > 12 && !seq_file_fault(b->bytes, size - 1))
		return "a file cut short is noticed";
	seq_decode(&b->again, b->bytes, size);
	if (!same(&b->seq, &b->again))
		return "decode(encode(s)) == s";

	size = seq_encode_input(&b->seq, b->bytes, room);
	seq_decode(&b->again, b->bytes, size);
	if (!same(&b->seq, &b->again))
		return "decode(encode_input(s)) == s";
	return NULL;
}

static void print(struct bench *b, const struct sequence *seq)
{
	FILE *out = open_memstream(&b->text, &b->text_size);
	if (!out)
		abort();
	seq_print(seq, out);
	fclose(out);
}

static const char *law_text(struct bench *b)
{
	struct seq_error error;
	const char *broken = NULL;

	print(b, &b->seq);
	char *first = b->text;
	const size_t first_size = b->text_size;
	if (!seq_parse(&b->again, first, first_size, &error)) {
		fprintf(stderr, "%.*s%u:%u: %s\n", (int)first_size, first, error.line, error.column, error.message);
		broken = "printed text is read";
	} else if (!same(&b->seq, &b->again)) {
		broken = "parse(print(s)) == s";
	} else {
		print(b, &b->again);
		if (b->text_size != first_size || memcmp(b->text, first, first_size) != 0)
			broken = "printing is a fixpoint";
		free(b->text);
	}
	free(first);
	b->text = NULL;
	return broken;
}

/* Expectations, digest and signature live in text alone: put some in before printing. */
static void annotate(struct sequence *seq)
{
	seq->has_digest = below(2);
	seq->digest = seq->has_digest ? random_u64() : 0;
	strcpy(seq->signature, below(2) ? "" : "alloc/value/subject-null list=1");
	for (uint32_t i = 0; i < seq->nr_ops; i++) {
		static const int64_t values[] = {0, 1, -16, 0x40, PFN_NONE, (int64_t)PFN_NONE + 1, INT64_MAX, -INT64_MAX};
		struct expectation *expect = &seq->op[i].expect;

		*expect = (struct expectation){.given = below(4) == 0};
		if (expect->given && below(4) == 0)
			expect->status = (uint8_t)(1 + below(NR_STATUS - 1));
		else if (expect->given)
			expect->value = values[below(8)];
	}
}

/* A zone that holds pfn and all pages up to end, or NULL. */
static const struct machine_zone *zone_around(const struct machine *m, pfn_t pfn, pfn_t end)
{
	for (unsigned z = 0; z < m->nr_zones; z++)
		if (m->zone[z].start_pfn <= pfn && end <= m->zone[z].end_pfn)
			return &m->zone[z];
	return NULL;
}

static const char *law_zones(const struct machine *m)
{
	uint32_t pages = 0, nodes = 0;

	for (unsigned z = 0; z < m->nr_zones; z++) {
		const struct machine_zone *zone = &m->zone[z];
		pages += zone->end_pfn - zone->start_pfn;
		nodes |= 1u << zone->node;
		if (zone->node >= m->nr_nodes || zone->kind >= MAX_NR_ZONES || zone->start_pfn > zone->end_pfn || zone->end_pfn > 1u << 30)
			return "zones have a node, a kind and a range";
		if (z > 0 && zone[-1].node * MAX_NR_ZONES + zone[-1].kind >= zone->node * MAX_NR_ZONES + zone->kind)
			return "zones ascend by node, then kind";
		for (unsigned y = 0; y < z; y++)
			if (m->zone[y].start_pfn < zone->end_pfn && zone->start_pfn < m->zone[y].end_pfn)
				return "zones do not overlap";
	}
	if (nodes != (1u << m->nr_nodes) - 1)
		return "every node has a zone";
	return pages == 0 || pages > 1 << 16 ? "1 to 65536 pages" : NULL;
}

static const char *law_ranges(const struct machine *m)
{
	const pfn_t block = ((pfn_t)1 << m->pageblock_order) - 1;
	uint32_t plain = 0;

	for (unsigned z = 0; z < m->nr_zones; z++)
		plain += m->zone[z].end_pfn - m->zone[z].start_pfn;
	for (unsigned r = 0; r < m->nr_ranges; r++) {
		const struct machine_range *range = &m->range[r];
		plain -= range->end_pfn - range->start_pfn;
		if (range->start_pfn >= range->end_pfn || !zone_around(m, range->start_pfn, range->end_pfn))
			return "ranges lie in a zone";
		if (r > 0 && range[-1].end_pfn > range->start_pfn)
			return "ranges ascend and do not overlap";
		if (range->kind == RANGE_CMA && ((range->start_pfn | range->end_pfn) & block))
			return "cma has whole pageblocks";
	}
	return plain == 0 ? "some page is ordinary" : NULL;
}

static const char *law_machine(struct bench *b)
{
	struct machine m;
	const uint32_t first = seq_machine(&b->seq, &m);

	if (first > b->seq.nr_ops || m.nr_ranges > MAX_RANGES || m.nr_zones < 1 || m.nr_zones > MAX_ZONES)
		return "counts of a machine are in range";
	if (m.nr_cpus < 1 || m.nr_cpus > MAX_CPUS || m.nr_nodes < 1 || m.nr_nodes > MAX_NODES)
		return "1..64 cpus, 1..8 nodes";
	if (m.max_order < 2 || m.max_order > MAX_ORDER_LIMIT || m.pageblock_order < 1 || m.pageblock_order >= m.max_order)
		return "orders of a machine are in range";
	if ((m.section_pages & (m.section_pages - 1)) || m.section_pages < 1u << (m.max_order - 1))
		return "a section is a power of two and holds the largest block";
	if (m.guardpage_minorder < -1 || m.guardpage_minorder > 5 || (m.pcp_mode == PCP_FIXED && m.pcp_batch == 0))
		return "tunables are in range";
	for (unsigned cpu = 0; cpu < m.nr_cpus; cpu++)
		if (m.cpu_node[cpu] >= m.nr_nodes)
			return "cpus have a node";
	for (unsigned n = 0; n < m.nr_nodes; n++)
		if (m.distance[n][n] != 10)
			return "the distance to itself is 10";
	const char *broken = law_zones(&m);
	return broken ? broken : law_ranges(&m);
}

/* Random bytes as text are refused with line and column, or are read and then printed as a fixpoint. */
static const char *law_text_noise(struct bench *b)
{
	struct seq_error error = {0};

	print(b, &b->seq);
	for (unsigned n = below(4); n > 0 && b->text_size > 0; n--)
		b->text[below((uint32_t)b->text_size)] = "\n#=->.,|* 0ax9\t\x80"[below(15)];
	const bool read = seq_parse(&b->again, b->text, b->text_size, &error);
	free(b->text);
	b->text = NULL;
	if (!read)
		return error.line >= 1 && error.column >= 1 && error.message[0] ? NULL : "a refusal has a place and a message";
	seq_copy(&b->seq, &b->again);
	return law_text(b);
}

static const char *check(struct bench *b)
{
	const char *broken = law_op_fields(b);
	if (!broken)
		broken = law_machine(b);
	if (!broken)
		broken = law_encode(b);
	annotate(&b->seq);
	if (!broken)
		broken = law_text(b);
	return broken ? broken : law_text_noise(b);
}

int main(int argc, char **argv)
{
	uint64_t seed = 1, strings = 120000;
	struct bench b = {.bytes = malloc(64 + (size_t)SEQ_OPS_MAX * SEQ_RECORD)};
	static uint8_t data[BYTES_MAX + 64];

	for (int i = 1; i + 1 < argc; i += 2)
		*(strcmp(argv[i], "--seed") == 0 ? &seed : &strings) = strtoull(argv[i + 1], NULL, 0);
	if (!b.bytes)
		return 3;
	seq_init(&b.seq);
	seq_init(&b.again);
	for (uint64_t n = 0; n < strings; n++) {
		random_state = seed * 0x100000001b3u + n;
		const uint32_t shape = below(4);
		const size_t size = shape == 0 ? noise(data) : shape == 1 ? known_codes(data) : shape == 2 ? machines(data) : file_form(data, &b.seq);
		seq_decode(&b.seq, data, size);
		if (below(2))
			season(&b.seq);
		const char *broken = check(&b);
		if (broken) {
			fprintf(stderr, "seq_laws: broken: %s\nrepeat with --seed %" PRIu64 " --strings %" PRIu64 "\n", broken, seed, n + 1);
			return 1;
		}
	}
	printf("seq_laws: %" PRIu64 " strings, all laws hold\n", strings);
	free(b.bytes);
	seq_release(&b.seq);
	seq_release(&b.again);
	return 0;
}
