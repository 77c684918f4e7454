/* SPDX-License-Identifier: MIT */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H
/* Two levels; page tables are never accessed. */
extern unsigned int huge_order; /* of a huge page: the kernel derives the pageblock order from it */
#define PGDIR_SHIFT (huge_order + 12)
#define PGDIR_SIZE (1UL << PGDIR_SHIFT)
#define PGDIR_MASK (~(PGDIR_SIZE - 1))
#define PTRS_PER_PTE 512
#define PTRS_PER_PGD 512
#define FIRST_USER_ADDRESS 0UL
#include <asm-generic/pgtable-nopmd.h>
#ifndef __ASSEMBLY__
extern struct page *vmemmap;
#define vmemmap vmemmap
#define VMALLOC_START 0UL
#define VMALLOC_END 0UL
#define PTE_BIT(name, n) \
	static inline int pte_##name(pte_t pte) { return pte.pte >> n & 1; }
#define PTE_SET(name, mask, bits) \
	static inline pte_t pte_##name(pte_t pte) { return (pte_t){ (pte.pte & ~(mask)) | (bits) }; }
PTE_BIT(present, 0) PTE_BIT(write, 1) PTE_BIT(dirty, 2) PTE_BIT(young, 3)
PTE_SET(wrprotect, 2UL, 0UL) PTE_SET(mkdirty, 4UL, 4UL) PTE_SET(mkclean, 4UL, 0UL)
PTE_SET(mkyoung, 8UL, 8UL) PTE_SET(mkold, 8UL, 0UL)
#define PFN_PTE_SHIFT 12
PTE_SET(mkwrite_novma, 2UL, 2UL)
#include <linux/version.h>
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define pte_mkwrite pte_mkwrite_novma
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define pte_swp_exclusive(pte) 0
#define pte_swp_mkexclusive(pte) (pte)
#define pte_swp_clear_exclusive(pte) (pte)
#endif
#define pte_mkhuge(pte) (pte)
static inline int pte_none(pte_t pte)
{
	return pte.pte == 0;
}
#define pte_pfn(pte) ((pte).pte >> 12)
static inline pte_t pfn_pte(unsigned long pfn, pgprot_t prot)
{
	return (pte_t){ pfn << 12 | prot.pgprot };
}
#define pfn_pmd(pfn, prot) ((pmd_t){ 0 })
#define pmd_mkhuge(pmd) (pmd)
#define pte_page(pte) pfn_to_page(pte_pfn(pte))
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0)
#define mk_pte(page, prot) pfn_pte(page_to_pfn(page), prot)
#endif
#define pte_modify(pte, prot) ((void)(prot), pte)
static inline void set_pte(pte_t *at, pte_t pte) { *at = pte; }
#define set_pte_at(mm, addr, at, pte) set_pte(at, pte)
#define pte_clear(mm, addr, at) set_pte(at, (pte_t){ 0 })
static inline int pmd_none(pmd_t pmd) { return 1; }
static inline int pmd_bad(pmd_t pmd) { return 0; }
static inline int pmd_present(pmd_t pmd) { return 0; }
#define pmd_clear(at) do { } while (0)
#define pmd_page(pmd) ((struct page *)0)
#define pmd_pfn(pmd) 0UL
#define pmd_page_vaddr(pmd) 0UL
#define set_pmd(at, pmd) do { } while (0)
#define PAGE_KERNEL ((pgprot_t){ 0 })
#define PAGE_NONE ((pgprot_t){ 0 })
#define __swp_type(e) ((e).val >> 58)
#define __swp_offset(e) ((e).val & ((1UL << 58) - 1))
#define __swp_entry(t, o) ((swp_entry_t){ (unsigned long)(t) << 58 | (o) })
#define __pte_to_swp_entry(pte) ((swp_entry_t){ (pte).pte })
#define __swp_entry_to_pte(e) ((pte_t){ (e).val })
#define ZERO_PAGE(addr) ((struct page *)0)
#define update_mmu_cache(vma, addr, at) do { } while (0)
#define kern_addr_valid(addr) 1
#endif
#endif
