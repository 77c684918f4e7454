/* SPDX-License-Identifier: MIT */
#ifndef ASM_TLBFLUSH_H
#define ASM_TLBFLUSH_H
struct vm_area_struct;
#define flush_tlb_range(vma, start, end) do { } while (0)
#define flush_tlb_page(vma, addr) do { } while (0)
#define flush_tlb_kernel_range(a, b) do { } while (0)
#define flush_tlb_all() do { } while (0)
#define flush_tlb_mm(mm) do { } while (0)
#endif
