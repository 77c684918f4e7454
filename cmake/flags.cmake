# SPDX-License-Identifier: MIT
# Flags of every target. Differences between builds come from the preset's cache variables.

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# NDEBUG is never defined: assertions stay on in every build.
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
	# Under an engine only the checks whose result depends on the input are on. Errors of alignment and pointer arithmetic show whenever a line
	# runs, and the harness is not what is tested: the preset asan-ubsan, with all checks everywhere, runs every line. This gives half again as
	# many inputs per second, with the whole view after each op.
	add_compile_options(-fno-sanitize=alignment,pointer-overflow)
	set(unwatched -fno-sanitize=all)
endif()
if(BUDDYCHECK_COVERAGE)
	# Some counts are differences of others: an update lost between threads would make another counter read 0.
	add_compile_options(-fprofile-instr-generate -fcoverage-mapping -fprofile-update=atomic)
	add_compile_definitions(CERTAIN_IS_CONSTANT)
	add_compile_options(-Wno-unreachable-code) # CERTAIN_IS_CONSTANT makes code unreachable on purpose
	if(BUDDYCHECK_COVERAGE STREQUAL mcdc)
		add_compile_options(-fcoverage-mcdc) # clang-18 and later
	endif()
	add_link_options(-fprofile-instr-generate)
endif()
if(BUDDYCHECK_ENGINE STREQUAL libfuzzer)
	# Feedback comes only from the code under test, the two sides and the language: that of the harness would drown it, and tracing comparisons
	# (trace-cmp) costs more than it helps a mutator that knows the language. This gives four times the inputs per second.
	set(feedback_sides -fsanitize=fuzzer-no-link -fno-sanitize-coverage=trace-cmp)
	set(feedback_language -fsanitize=fuzzer-no-link)
	set(no_feedback -fno-sanitize=fuzzer-no-link)
	add_link_options(-fsanitize=fuzzer-no-link)
elseif(BUDDYCHECK_ENGINE STREQUAL afl)
	# The same for AFL++. It also makes its stability figure meaningful: the harness keeps memory between inputs and takes other paths when that
	# grows, while the two sides must not depend on earlier inputs.
	set(CMAKE_C_COMPILER_LAUNCHER env "AFL_LLVM_ALLOWLIST=${PROJECT_SOURCE_DIR}/cmake/afl-allowlist.txt")
elseif(NOT BUDDYCHECK_ENGINE STREQUAL none)
	message(FATAL_ERROR "BUDDYCHECK_ENGINE is '${BUDDYCHECK_ENGINE}', expected none, libfuzzer or afl")
endif()

# Code above the two sides may use POSIX; the sides themselves are freestanding.
add_library(hosted INTERFACE)
target_compile_definitions(hosted INTERFACE _XOPEN_SOURCE=700)
