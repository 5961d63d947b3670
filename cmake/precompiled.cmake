# The standard library's headers (and Catch2's for the tests), read once for a build folder instead of
# once for every file. Only in builds that test: release builds do without, which proves that every
# file includes what it uses.
option(SMARTSYNC_PRECOMPILED "Precompile the headers that most files include" OFF)

# smartsync_precompile(<name> DEPENDS ... HEADERS ...): what smartsync_precompiled offers to others.
function(smartsync_precompile name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;HEADERS" ${ARGN})
  if(SMARTSYNC_PRECOMPILED)
    set(source ${PROJECT_BINARY_DIR}/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "")
    add_library(${name} OBJECT ${source})
    target_link_libraries(${name} PRIVATE ${ARG_DEPENDS})
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
  endif()
endfunction()

# smartsync_precompiled(<target> <name>): the target's files start with the headers of <name>.
function(smartsync_precompiled target name)
  if(SMARTSYNC_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

set(SMARTSYNC_STANDARD_HEADERS
  <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <cstring> <fstream> <functional> <map>
  <memory> <mutex> <optional> <random> <set> <span> <sstream> <stdexcept> <string> <string_view>
  <system_error> <thread> <utility> <vector>)
smartsync_precompile(standard_headers DEPENDS smartsync_options HEADERS ${SMARTSYNC_STANDARD_HEADERS})
