# SPDX-License-Identifier: MIT
# xxhash.h is used as a header alone. It is copied out of the system's include directory, because a cross compiler that was
# given that whole directory would read the wrong libc.

find_file(XXHASH_H xxhash.h PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
if(NOT XXHASH_H)
	message(FATAL_ERROR "xxhash.h not found; install libxxhash-dev (scripts/install-deps does)")
endif()
configure_file("${XXHASH_H}" "${PROJECT_BINARY_DIR}/include/xxhash.h" COPYONLY)
add_library(xxhash INTERFACE)
target_include_directories(xxhash SYSTEM INTERFACE "${PROJECT_BINARY_DIR}/include")
