# SPDX-License-Identifier: MIT
# Subjects that live in a tree of their own (docs/your-allocator.md). With BUDDYCHECK_SUBJECTS=FOLDER each FOLDER/subject_NAME.c defines
# `const struct subject subject_NAME`, and every program built here accepts that name. Other .c files of the folder are compiled with it;
# FOLDER/buddycheck.cmake, if it exists, adds what else the target `yours` needs: sources, include folders, libraries.
set(BUDDYCHECK_SUBJECTS "" CACHE PATH "Folder with your own subjects: subject_NAME.c and what they need (docs/your-allocator.md)")

set(declared "")
set(listed "")
if(BUDDYCHECK_SUBJECTS)
	file(GLOB sources CONFIGURE_DEPENDS "${BUDDYCHECK_SUBJECTS}/*.c")
	file(GLOB subjects CONFIGURE_DEPENDS RELATIVE "${BUDDYCHECK_SUBJECTS}" "${BUDDYCHECK_SUBJECTS}/subject_*.c")
	if(NOT subjects)
		message(FATAL_ERROR "BUDDYCHECK_SUBJECTS: there is no subject_NAME.c in '${BUDDYCHECK_SUBJECTS}' (docs/your-allocator.md; "
			"-UBUDDYCHECK_SUBJECTS forgets the folder)")
	endif()
	add_library(yours STATIC ${sources})
	# Warnings in foreign code are no errors. It is the code under test, so the engines take their feedback from it (AFL++ without its list).
	target_compile_options(yours PRIVATE -w ${feedback_sides})
	set_target_properties(yours PROPERTIES C_COMPILER_LAUNCHER "")
	target_link_libraries(subjects PUBLIC yours)
	include("${BUDDYCHECK_SUBJECTS}/buddycheck.cmake" OPTIONAL)
	# Its names are its own: without this a function find_zone() of yours and one of the harness would be one, whichever the linker meets first.
	if(CMAKE_C_FLAGS MATCHES "-m32")
		set(emulation -m elf_i386)
	endif()
	set(object "${PROJECT_BINARY_DIR}/yours.o")
	add_custom_command(TARGET yours POST_BUILD
		COMMAND "${CMAKE_LINKER}" ${emulation} -r --whole-archive "$<TARGET_FILE:yours>" -o "${object}"
		COMMAND "${CMAKE_OBJCOPY}" --wildcard "--keep-global-symbol=subject_*" "--keep-global-symbol=*san*" "--keep-global-symbol=__afl*" "${object}"
		COMMAND "${CMAKE_COMMAND}" -E rm -f "$<TARGET_FILE:yours>"
		COMMAND "${CMAKE_AR}" rcs "$<TARGET_FILE:yours>" "${object}"
		VERBATIM)
	foreach(subject IN LISTS subjects)
		string(REGEX REPLACE "^subject_(.*)\\.c$" "subject_\\1" name "${subject}")
		string(APPEND declared "extern const struct subject ${name};\n")
		string(APPEND listed " &${name},")
	endforeach()
endif()
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/include/yours.h" CONTENT "/* Made by cmake/subjects.cmake. */\n${declared}#define YOURS${listed}\n")
target_include_directories(subjects PRIVATE "${PROJECT_BINARY_DIR}/include")
