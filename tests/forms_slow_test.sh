#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The whole set of forms_test: 24 mistakes, thirty inputs of each.
BUGS=24 FILES=30 SEEDS=30 exec bash "$(dirname "$0")/forms_test.sh"
