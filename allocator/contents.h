// SPDX-License-Identifier: MIT
/*
 * What is inside pages: cleared or poisoned on the way, and the poison looked at. The rest of the allocator never touches a page.
 *
 * Kernel: kernel_init_free_pages(), kernel_poison_pages(), mm/page_poison.c, want_init_on_alloc(), want_init_on_free().
 */
#ifndef ALLOCATOR_CONTENTS_H
#define ALLOCATOR_CONTENTS_H

#include "allocator/state.h"

/* Does the machine want every page looked at, so that no path may leave it out? */
bool contents_matter(const struct page_alloc *pa);
/* The last act of free_pages_prepare(). */
void contents_release(struct page_alloc *pa, page_t page, unsigned order);
/* post_alloc_hook() of a block that leaves the allocator past prep_new_page(). */
void contents_hook(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp);
/* prep_new_page(), which calls that hook. */
void contents_prepare(struct page_alloc *pa, page_t page, unsigned order, uint32_t gfp);

#endif
