/* SPDX-License-Identifier: MIT */
/* Signals are not used here. */
