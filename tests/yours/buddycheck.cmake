# SPDX-License-Identifier: MIT
# What subject_yours.c needs besides itself.
target_sources(yours PRIVATE "${CMAKE_CURRENT_LIST_DIR}/heap/heap.c")
target_include_directories(yours PRIVATE "${CMAKE_CURRENT_LIST_DIR}/heap")
