# SPDX-License-Identifier: MIT
# Embed files as C: every file becomes `const char NAME[]`, its text with a final NUL. NAME is the file's name with '_' for '.' and '-'.
#
# As a script, `cmake -D IN=a;b -D OUT=x.c -P embed.cmake`, it writes x.c. It needs no other program, so cross builds do the same.

if(CMAKE_SCRIPT_MODE_FILE)
	set(text "/* Made by cmake/embed.cmake. */\n")
	foreach(file IN LISTS IN)
		cmake_path(GET file FILENAME name)
		string(REGEX REPLACE "[.-]" "_" name "${name}")
		file(READ "${file}" bytes HEX)
		string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
		string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
		string(APPEND text "extern const char ${name}[];\nconst char ${name}[] = {\n${bytes}0};\n")
	endforeach()
	file(WRITE "${OUT}" "${text}")
	return()
endif()

set(embed_script "${CMAKE_CURRENT_LIST_FILE}")

# buddy_embed(TARGET FILE...): compile the files into the target.
function(buddy_embed target)
	set(out "${PROJECT_BINARY_DIR}/embedded_${target}.c")
	list(TRANSFORM ARGN PREPEND "${PROJECT_SOURCE_DIR}/" OUTPUT_VARIABLE files)
	add_custom_command(OUTPUT "${out}" COMMAND "${CMAKE_COMMAND}" "-DIN=${files}" "-DOUT=${out}" -P "${embed_script}"
		DEPENDS ${files} "${embed_script}" COMMENT "Embedding ${ARGN}" VERBATIM)
	target_sources(${target} PRIVATE "${out}")
endfunction()
