// Names that the source and the destination write in different character sets (--iconv).
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "engine/fs/charset.h"

namespace smartsync::tree {

// Every entry has the name that the destination gives it, and remembers the source's if that is
// other bytes. Of paths and targets of symlinks the same is true piece by piece: '/' is no
// character of a name in any set. May be used by several threads.
class NameConversion {
 public:
  // With `links` the targets of symlinks are text too, and converted.
  NameConversion(fs::Charset source, fs::Charset destination, bool links)
      : source_(std::move(source)), destination_(std::move(destination)), links_(links) {}

  const std::string& source_charset() const { return source_.name(); }
  const std::string& destination_charset() const { return destination_.name(); }

  // Throw smartsync::Error about the file at `path` if the name, or the target of the symlink, is
  // no text in the source's character set.
  void check_name(std::string_view name, const std::string& path) const;
  void check_target(std::string_view target, const std::string& path) const;

  // As the destination writes it. Throw smartsync::Error about `path` if it cannot.
  std::string name_at_destination(std::string_view name, const std::string& path) const;
  std::string target_at_destination(std::string_view target, const std::string& path) const;

  // A path at the destination as the source would write it, for messages: what the source cannot
  // write stays as it is.
  std::string shown(std::string_view path) const;

 private:
  fs::Charset source_;
  fs::Charset destination_;
  bool links_;
};

}  // namespace smartsync::tree
