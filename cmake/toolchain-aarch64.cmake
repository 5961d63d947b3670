# arm64 Linux with Debian's cross compiler and the libraries of its foreign architecture.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
# Debian keeps an architecture's libraries in a folder of its own: the machine's are never found.
set(CMAKE_SYSTEM_LIBRARY_PATH /usr/lib/aarch64-linux-gnu)
set(CMAKE_FIND_USE_CMAKE_SYSTEM_PATH ON)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
