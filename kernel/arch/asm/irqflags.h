/* SPDX-License-Identifier: MIT */
#ifndef ASM_IRQFLAGS_H
#define ASM_IRQFLAGS_H
static inline unsigned long arch_local_save_flags(void) { return 0; }
static inline unsigned long arch_local_irq_save(void) { return 0; }
static inline void arch_local_irq_restore(unsigned long flags) { (void)flags; }
static inline void arch_local_irq_enable(void) { }
static inline void arch_local_irq_disable(void) { }
static inline int arch_irqs_disabled_flags(unsigned long flags) { (void)flags; return 0; }
static inline int arch_irqs_disabled(void) { return 0; }
#endif
