/* SPDX-License-Identifier: MIT */
/* No device tree is read here; the kernel's own libfdt.h would need files of its scripts/. */
