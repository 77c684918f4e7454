// SPDX-License-Identifier: MIT
/*
 * The contents of pages: cleared or poisoned on free and allocation, and the poison checked. The rest of the allocator never touches a
 * page.
 *
 * Kernel: kernel_init_free_pages(), kernel_poison_pages(), mm/page_poison.c, want_init_on_alloc(), want_init_on_free().
 */
#ifndef ALLOCATOR_CONTENTS_H
#define ALLOCATOR_CONTENTS_H

#include "allocator/state.h"

/* Does the machine need the contents of every page accessed, so that no path may skip it? */
bool contents_matter(const struct page_alloc *pa);
/* The last step of free_pages_prepare(). */
void contents_release(struct page_alloc *pa, page_t page, unsigned order);
/* post_alloc_hook() for a block that is allocated without prep_new_page(). */
void contents_hook(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp);
/* prep_new_page(), which includes contents_hook(). */
void contents_prepare(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp);

#endif
