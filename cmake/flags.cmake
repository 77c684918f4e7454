# SPDX-License-Identifier: MIT
# Flags of every target. What differs between builds comes from the preset's cache variables.

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# NDEBUG is never defined: an assertion that is worth writing is worth keeping.
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
set(CMAKE_C_FLAGS_DEBUG "-O0 -g")

include_directories("${PROJECT_SOURCE_DIR}")
add_compile_options(-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes)
if(CMAKE_C_COMPILER_ID MATCHES Clang)
	add_compile_options(-Wunreachable-code)
endif()
if(BUDDYCHECK_WERROR)
	add_compile_options(-Werror)
endif()

if(BUDDYCHECK_SANITIZE)
	set(sanitize -fsanitize=${BUDDYCHECK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
	add_compile_options(${sanitize})
	add_link_options(${sanitize})
	add_compile_definitions(CERTAIN_IS_WATCHED) # allocator/always.h, model/certain.h
endif()
if(BUDDYCHECK_SANITIZE AND NOT BUDDYCHECK_ENGINE STREQUAL none)
	# What an engine runs millions of times is watched for what depends on the input. Alignment and the arithmetic of pointers go wrong by the
	# line, and the harness is not what is tested: the preset asan-ubsan, which watches everything everywhere, runs every line. Half again as
	# many inputs per second, with the whole view after each op.
	add_compile_options(-fno-sanitize=alignment,pointer-overflow)
	set(unwatched -fno-sanitize=all)
endif()
if(BUDDYCHECK_COVERAGE)
	# Some counts are differences of others: what threads lose of one would make another read 0.
	add_compile_options(-fprofile-instr-generate -fcoverage-mapping -fprofile-update=atomic)
	add_compile_definitions(CERTAIN_IS_CONSTANT)
	add_compile_options(-Wno-unreachable-code) # which is what they are for
	if(BUDDYCHECK_COVERAGE STREQUAL mcdc)
		add_compile_options(-fcoverage-mcdc) # clang-18 and later
	endif()
	add_link_options(-fprofile-instr-generate)
endif()
if(BUDDYCHECK_ENGINE STREQUAL libfuzzer)
	# Feedback only from what is tested, the two sides and the language: the harness around them would drown it, and comparisons
	# (trace-cmp) cost more than they teach where the mutator knows the language. Four times the inputs per second.
	set(feedback_sides -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp)
	set(feedback_language -fsanitize=fuzzer-no-link)
	set(no_feedback -fno-sanitize=fuzzer-no-link)
	add_link_options(-fsanitize=fuzzer-no-link)
elseif(BUDDYCHECK_ENGINE STREQUAL afl)
	# The same for AFL++. It also makes its stability mean something: the harness keeps its memory from input to input and takes other paths
	# when it has to grow, the two sides may not notice what came before.
	set(CMAKE_C_COMPILER_LAUNCHER env "AFL_LLVM_ALLOWLIST=${PROJECT_SOURCE_DIR}/cmake/afl-allowlist.txt")
elseif(NOT BUDDYCHECK_ENGINE STREQUAL none)
	message(FATAL_ERROR "BUDDYCHECK_ENGINE is '${BUDDYCHECK_ENGINE}', expected none, libfuzzer or afl")
endif()

# Code above the two sides may use POSIX; the sides themselves are freestanding.
add_library(hosted INTERFACE)
target_compile_definitions(hosted INTERFACE _XOPEN_SOURCE=700)
