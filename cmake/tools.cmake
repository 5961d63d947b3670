# Faster rebuilds where the machine has the tools for it.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
# The release programs are linked once, by the compiler's own linker.
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM AND NOT SMARTSYNC_STATIC)
  add_link_options(-fuse-ld=mold)
endif()
