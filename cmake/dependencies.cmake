# The libraries the project stands on; docs/dependencies.md says why each.
# Each is offered as an interface target, static where the program is linked statically.
find_package(Threads REQUIRED)

if(SMARTSYNC_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()

function(smartsync_dependency name header)
  add_library(${name} INTERFACE)
  find_path(${name}_INCLUDE ${header} REQUIRED)
  target_include_directories(${name} SYSTEM INTERFACE ${${name}_INCLUDE})
  foreach(lib ${ARGN})
    find_library(${name}_${lib} ${lib} REQUIRED)
    target_link_libraries(${name} INTERFACE ${${name}_${lib}})
  endforeach()
endfunction()

if(SMARTSYNC_STATIC AND NOT WIN32)
  smartsync_dependency(dep_librsync librsync.h rsync b2)
else()
  smartsync_dependency(dep_librsync librsync.h rsync)
endif()
smartsync_dependency(dep_zstd zstd.h zstd)
smartsync_dependency(dep_xxhash xxhash.h xxhash)
smartsync_dependency(dep_program_options boost/program_options.hpp boost_program_options)
if(NOT WIN32)
  smartsync_dependency(dep_crypto openssl/evp.h crypto)
endif()
