/* SPDX-License-Identifier: MIT */
/* Nobody looks at signals here. */
