/* SPDX-License-Identifier: MIT */
typedef unsigned long elf_greg_t, elf_gregset_t[1], elf_fpregset_t;
