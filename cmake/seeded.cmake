# SPDX-License-Identifier: MIT
# The seeded defects of tests/seeded/*.patch as objects, and the table that names them. Without BUDDYCHECK_SEEDED the table is empty.

option(BUDDYCHECK_SEEDED "Build the seeded defects into buddycheck" OFF)

set(seeded_dir "${PROJECT_BINARY_DIR}/seeded")
file(MAKE_DIRECTORY "${seeded_dir}")
set(patches "")
if(BUDDYCHECK_SEEDED)
	file(GLOB patches CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/seeded/*.patch")
endif()
file(GLOB side_sources CONFIGURE_DEPENDS allocator/*.[ch] model/*.[ch] contract/*.h fuzz/subject_allocator*.[ch])

# field(VARIABLE PATCH KEY): the text after "KEY: " in the head of the patch, as a C string.
function(seeded_field variable patch key)
	file(STRINGS "${patch}" line REGEX "^${key}: " LIMIT_COUNT 1)
	string(REGEX REPLACE "^${key}: " "" line "${line}")
	string(REPLACE "\\" "\\\\" line "${line}")
	string(REPLACE "\"" "\\\"" line "${line}")
	set(${variable} "\"${line}\"" PARENT_SCOPE)
endfunction()

set(objects "")
set(externs "")
set(rows "")
foreach(patch IN LISTS patches)
	cmake_path(GET patch STEM name)
	string(REPLACE - _ symbol "${name}")
	add_custom_command(OUTPUT "${seeded_dir}/${name}.o"
		COMMAND bash "${PROJECT_SOURCE_DIR}/cmake/seed-object" "${PROJECT_SOURCE_DIR}" "${seeded_dir}" "${CMAKE_C_COMPILER}" "${patch}"
		DEPENDS "${patch}" ${side_sources} "${PROJECT_SOURCE_DIR}/cmake/seed-object"
		COMMENT "Seeding ${name}" VERBATIM)
	list(APPEND objects "${seeded_dir}/${name}.o")
	foreach(key side upstream class what)
		seeded_field(${key} "${patch}" ${key})
	endforeach()
	string(APPEND externs "extern const struct subject subject_seeded_${symbol};\n")
	string(APPEND rows "\t{\"${name}\", ${side}, ${upstream}, ${class}, ${what}, &subject_seeded_${symbol}},\n")
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${patch}")
endforeach()

file(CONFIGURE OUTPUT "${seeded_dir}/registry.c" @ONLY CONTENT [[
/* Made by cmake/seeded.cmake from the heads of tests/seeded/. */
#include "fuzz/proof/seeded.h"

@externs@
const struct seeded_defect seeded_defects[] = {
@rows@	{0},
};
]])

add_library(seeded STATIC "${seeded_dir}/registry.c" ${objects})
set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
target_link_libraries(seeded PUBLIC subjects)
