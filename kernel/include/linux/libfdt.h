/* SPDX-License-Identifier: MIT */
/* Nothing is read from a device tree here; the kernel's own would want files of its scripts/. */
