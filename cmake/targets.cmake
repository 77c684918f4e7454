# SPDX-License-Identifier: MIT
# How a layer becomes a library and how a fuzz target meets its engine.

# buddy_library(NAME GLOB... [EXCLUDE REGEX]): a static library of every file that matches, paths from the repository root.
function(buddy_library name)
	cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXCLUDE" "")
	file(GLOB sources CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}" ${arg_UNPARSED_ARGUMENTS})
	if(arg_EXCLUDE)
		list(FILTER sources EXCLUDE REGEX "${arg_EXCLUDE}")
	endif()
	if(NOT sources)
		message(WARNING "no sources for ${name}")
		file(WRITE "${PROJECT_BINARY_DIR}/no_${name}.c" "typedef int no_${name};\n")
		set(sources "${PROJECT_BINARY_DIR}/no_${name}.c")
	endif()
	add_library(${name} STATIC ${sources})
endfunction()

# buddy_one_object(NAME): the library's files go through link-time optimization into one ordinary object, so that calls across its files are
# inlined and the archive exports only names that start with NAME_.
function(buddy_one_object name)
	get_target_property(sources ${name} SOURCES)
	string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
	add_library(${name}_parts OBJECT ${sources})
	target_compile_options(${name}_parts PRIVATE -flto)
	set(object "${PROJECT_BINARY_DIR}/${name}.o")
	separate_arguments(flags NATIVE_COMMAND "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${build_type}}")
	add_custom_command(OUTPUT "${object}"
		COMMAND "${CMAKE_C_COMPILER}" ${flags} -flto=auto -flinker-output=nolto-rel -nostdlib -r -o "${object}" "$<TARGET_OBJECTS:${name}_parts>"
		COMMAND "${CMAKE_OBJCOPY}" --wildcard "--keep-global-symbol=${name}_*" "${object}"
		DEPENDS ${name}_parts "$<TARGET_OBJECTS:${name}_parts>" COMMAND_EXPAND_LISTS VERBATIM)
	set_target_properties(${name} PROPERTIES SOURCES "${object}" LINKER_LANGUAGE C)
	set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
endfunction()

# fuzz/target_NAME.c becomes fuzz_NAME: with libFuzzer, with AFL++'s persistent mode, or with the driver that feeds it files.
function(buddy_fuzz_target source)
	cmake_path(GET source STEM name)
	string(REPLACE target_ fuzz_ name "${name}")
	add_executable(${name} "${source}")
	target_link_libraries(${name} PRIVATE subjects)
	if(BUDDYCHECK_ENGINE STREQUAL none)
		target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/fuzz/driver.c")
	else()
		target_link_options(${name} PRIVATE -fsanitize=fuzzer)
	endif()
endfunction()

# buddy_afl_mutator(TARGET_SOURCE SOURCE...): fuzz_NAME-mutator.so, which AFL++ loads to make inputs for fuzz_NAME. It is compiled without
# instrumentation. Code that only runs inputs is dropped by the linker, and -z defs checks that nothing refers to it.
function(buddy_afl_mutator source)
	cmake_path(GET source STEM name)
	string(REPLACE target_ fuzz_ name "${name}-mutator")
	if(NOT TARGET mutator_parts)
		add_library(mutator_parts OBJECT ${ARGN} fuzz/afl_mutator.c)
		buddy_for_the_fuzzer(mutator_parts)
	endif()
	add_library(${name} MODULE "${source}" "$<TARGET_OBJECTS:mutator_parts>")
	buddy_for_the_fuzzer(${name})
	target_link_options(${name} PRIVATE -Wl,--gc-sections -Wl,-z,defs)
	set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
endfunction()

function(buddy_for_the_fuzzer name)
	set(plainly env -u AFL_USE_ASAN -u AFL_USE_UBSAN AFL_NOOPT=1)
	target_compile_options(${name} PRIVATE -fvisibility=hidden -ffunction-sections -fdata-sections)
	target_link_libraries(${name} PRIVATE hosted)
	set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON C_COMPILER_LAUNCHER "${plainly}" C_LINKER_LAUNCHER "${plainly}")
endfunction()
