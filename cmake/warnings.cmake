# What every target of the project is compiled with.
add_library(smartsync_options INTERFACE)
target_compile_options(smartsync_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  # Files that are compiled as one: what is a file's own shadows nothing of another's.
  target_compile_options(smartsync_options INTERFACE -Wno-shadow)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: with -O3, `"x" + std::string` is reported as an overlapping copy.
  target_compile_options(smartsync_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
target_include_directories(smartsync_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(smartsync_options INTERFACE SMARTSYNC_VERSION="${PROJECT_VERSION}")
if(SMARTSYNC_SANITIZE)
  target_compile_options(smartsync_options INTERFACE
    -fsanitize=${SMARTSYNC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(smartsync_options INTERFACE -fsanitize=${SMARTSYNC_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC bug 105562: with -fsanitize=address, std::regex is reported as not initialized.
    target_compile_options(smartsync_options INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
  endif()
endif()

# smartsync_library(<room> [LOOPS] SOURCES ... [DEPENDS ...]): one room of the house, as a static
# library. LOOPS: it goes through files byte by byte, and is optimised for that in every build.
function(smartsync_library name)
  cmake_parse_arguments(ARG "LOOPS" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(smartsync_${name} STATIC ${ARG_SOURCES})
  if(ARG_LOOPS)
    target_compile_options(smartsync_${name} PRIVATE $<IF:$<CONFIG:Debug>,-O2,-O3>)
  endif()
  target_link_libraries(smartsync_${name} PUBLIC smartsync_options ${ARG_DEPENDS})
endfunction()
