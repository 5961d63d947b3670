// An open file. The implementations are fs/posix/file.cpp and fs/windows/file.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/fs/types.h"

namespace smartsync::fs {

enum class Lock { taken, held_by_another, unsupported };

// Owns one OS file handle; movable, not copyable. Every method throws smartsync::Error with the
// path the file was opened by. Reading and writing at offsets may be done from several threads at
// once; everything else needs the caller's order.
class File {
 public:
  File() = default;
  // Takes ownership of the OS handle (a file descriptor, or a HANDLE); only fs/ rooms call this.
  File(std::intptr_t handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  ~File();  // closes, ignoring errors: call close() where they matter

  bool is_open() const { return handle_ != -1; }
  const std::string& path() const { return path_; }
  // What errors call the file from now on: one with a temporary name goes by that it will have.
  void tell_as(std::string path) { path_ = std::move(path); }
  std::intptr_t handle() const { return handle_; }

  // Fills `buffer` from `offset`; fewer bytes than asked only at the end of the file.
  std::size_t read(std::uint64_t offset, std::span<std::byte> buffer) const;
  // Writes all of `data`.
  void write(std::uint64_t offset, std::span<const std::byte> data) const;

  // Of a block device: with the number of bytes on it for its size.
  Stat stat() const;
  void truncate(std::uint64_t size) const;
  // Reserves disk space for [0, size) without changing the content that is there; `keep_size`
  // leaves the file's length alone. A filesystem that cannot is not an error: returns false.
  bool allocate(std::uint64_t size, bool keep_size) const;
  // Makes [offset, offset+length), as far as it lies in the file, read as zeros, giving the disk
  // space back where possible.
  void punch_hole(std::uint64_t offset, std::uint64_t length) const;
  // The first range with data at or after `offset`; nullopt: only a hole up to the end. Where the
  // filesystem does not tell, everything up to `size` is data.
  std::optional<Range> next_data(std::uint64_t offset, std::uint64_t size) const;
  // Tells the OS that the file will be read from start to end.
  void expect_sequential() const;
  // Starts [offset, offset+length) on its way to the disk and does not wait for it. A hint.
  void start_writing(std::uint64_t offset, std::uint64_t length) const;

  void set_permissions(std::uint16_t permissions) const;
  void set_owner(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> gid) const;
  // nullopt leaves that time as it is.
  void set_times(std::optional<Time> accessed, std::optional<Time> modified) const;

  // Takes the file's one lock, exclusive among processes on all machines that use its filesystem,
  // until the file is closed or its process ends; the content can be read and written as ever. The
  // file must be open for writing. Within one process locks are not in each other's way on POSIX,
  // and closing any of its handles of the file gives them up.
  Lock try_lock() const;

  void sync() const;  // content and metadata are durable when it returns
  void close();       // reports delayed write errors

 private:
  // Turns a range within the file into a hole; false if the filesystem has none.
  bool deallocate(std::uint64_t offset, std::uint64_t length) const;

  std::intptr_t handle_ = -1;
  std::string path_;
};

// How bytes went from one file to another; the first that works is used.
enum class CopyMethod { reflink, copy_range, buffered };

// Copies the whole content of `source` (its `size` as the caller knows it) into the empty file
// `target`: reflink, then the kernel's copy_file_range, then large buffers. Returns the bytes
// copied: fewer than `size` if the source shrank meanwhile. `progress` (may be empty) is told the
// bytes done so far, at least every 16 MiB; it may throw to end the copy.
struct CopyResult {
  std::uint64_t bytes = 0;
  CopyMethod method = CopyMethod::buffered;
};
using CopyProgress = void (*)(void* context, std::uint64_t bytes_done);
CopyResult copy_content(const File& source, const File& target, std::uint64_t size,
                        CopyProgress progress = nullptr, void* context = nullptr);

// Copies [source_offset, +length) to target_offset within or between files, by the kernel where it
// can, else through a buffer. The ranges must not overlap. Throws if the source ends before.
void copy_range(const File& source, std::uint64_t source_offset, const File& target,
                std::uint64_t target_offset, std::uint64_t length);

}  // namespace smartsync::fs
