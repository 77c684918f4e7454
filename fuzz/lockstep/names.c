// SPDX-License-Identifier: MIT
/*
 * Tables from enum values to names. The asserts below ensure that each is as long as its enum. Names that become part of a signature are
 * lower case with dashes.
 */
#include "fuzz/lockstep/names.h"

#include <stdio.h>
#include <string.h>

#include "fuzz/language/arg.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

const char *subject_label(const struct subject *subject)
{
	const char *last = strrchr(subject->name, '/');

	return last ? last + 1 : subject->name;
}

const char *the_oracle(const struct subject *oracle)
{
	return strchr(oracle->name, '/') ? subject_label(oracle) : "the oracle";
}

const char *oracle_name(const struct subject *oracle)
{
	return strchr(oracle->name, '/') ? subject_label(oracle) : "oracle";
}

static const char *const path_names[] = {
	"attempt", "reclaim", "compact", "unreserve", "drain", "oom", "oom-lock", "congestion", "dirty", "node-reclaim", "migrate",
	"extfrag",
};
static const char *const page_state_names[] = {
	"absent", "reserved", "free-head", "free-tail", "guard-head", "guard-tail", "cached", "alloc-head", "alloc-tail", "lost", "alloc-lru",
};
static const char *const diff_class_names[] = {
	"none", "boot", "status", "value", "answer", "path", "counter", "view", "invariant", "check", "assertion", "steps", "slow", "expect",
};

_Static_assert(COUNT_OF(path_names) == PATH_EXTFRAG + 1, "one name for each path event");
_Static_assert(COUNT_OF(page_state_names) == PAGE_ALLOC_LRU + 1, "one name for each page state");
_Static_assert(COUNT_OF(diff_class_names) == DIFF_EXPECT + 1, "one name for each class");

static const char *name_at(const char *const *names, size_t count, unsigned index)
{
	return index < count ? names[index] : "?";
}

const char *status_name(unsigned status)
{
	return name_at(status_words, NR_STATUS, status);
}

const char *migratetype_name(unsigned migratetype)
{
	return name_at(migratetype_words, MIGRATE_TYPES, migratetype);
}

char migratetype_letter(unsigned migratetype)
{
	return migratetype < MIGRATE_TYPES ? "UMRHCI"[migratetype] : '?';
}

const char *zone_kind_name(unsigned kind)
{
	return name_at(zone_kind_words, MAX_NR_ZONES, kind);
}

const char *path_name(unsigned kind)
{
	return name_at(path_names, COUNT_OF(path_names), kind);
}

void extfrag_a_text(uint32_t a, char *out, size_t size)
{
	snprintf(out, size, "alloc_order=%u fallback_order=%u alloc_migratetype=%s fallback_migratetype=%s", a & 0xff, a >> 8 & 0xff,
		 migratetype_name(a >> 16 & 0xff), migratetype_name(a >> 24));
}

void extfrag_b_text(uint32_t b, char *out, size_t size)
{
	snprintf(out, size, "fragmenting=%d change_ownership=%d", (b & EXTFRAG_FRAGMENTING) != 0, (b & EXTFRAG_CHANGE_OWNERSHIP) != 0);
}

void extfrag_text(const struct path_event *event, char *out, size_t size)
{
	char a[EXTFRAG_TEXT], b[EXTFRAG_TEXT];

	extfrag_a_text(event->a, a, sizeof(a));
	extfrag_b_text(event->b, b, sizeof(b));
	snprintf(out, size, "pfn=%u %s %s", event->pfn, a, b);
}

const char *page_state_name(unsigned state)
{
	return name_at(page_state_names, COUNT_OF(page_state_names), state);
}

const char *diff_class_name(enum diff_class class)
{
	return name_at(diff_class_names, COUNT_OF(diff_class_names), (unsigned)class);
}

const char *diff_expected_name(enum diff_class class, const char *word)
{
	return class == DIFF_SLOW ? "at most" : class == DIFF_EXPECT ? "the file says" : word;
}

const char *diff_came_name(enum diff_class class, const char *word)
{
	return class == DIFF_EXPECT ? "both say" : word;
}
