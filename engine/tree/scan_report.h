// What is told while a list of files is made, and the marks that failures leave in the list.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "engine/fs/error.h"
#include "engine/tree/file_list.h"
#include "engine/tree/scan_options.h"

namespace smartsync::tree {

// Hands events on, one at a time whichever threads they come from, and counts what was found.
class ScanReport {
 public:
  // Both outlive the report.
  ScanReport(const ScanEvents& events, FileList& list, bool incremental)
      : events_(events), list_(list), incremental_(incremental) {}

  // Puts in doubt `directory`, the one that was being listed; null while the arguments are taken
  // apart: then all of the list is. A FilterError is kept for throw_if_fatal() instead.
  void failure(const Error& error, Directory* directory = nullptr);
  // Arguments are taken apart: from now on what is missing has vanished, and nothing is in doubt.
  void listing_begins() { listing_ = true; }
  // Throws the first FilterError: a list made without some of the rules is worth nothing.
  void throw_if_fatal() const;

  // These say nothing about the directories that are listed: nothing is in doubt.
  void missing_argument(const std::string& path);
  // A directory on the way to an argument that may be missing.
  void vanished_on_the_way(const std::string& path);
  void unreadable_attribute(const Error& error);
  // A file of rules counts as missing.
  void refused_rules(const Error& error);
  // An entry goes into the list because of an argument.
  void sent(const Entry& entry);
  void found(const FoundCounts& counts);
  void skipped_directory(const std::string& path);
  void skipped_mount_point(const std::string& path);
  void copied_unsafe_link(const std::string& path, const std::string& target);
  void filtered(const std::string& path, bool is_directory, const FilterRule& rule);

 private:
  // Both under the mutex.
  void tell_vanished(const std::string& path);
  bool is_sent_later(const Directory& directory) const;

  const ScanEvents& events_;
  FileList& list_;
  const bool incremental_;
  std::optional<FilterError> fatal_;
  bool listing_ = false;
  bool any_sent_ = false;
  std::mutex mutex_;
};

}  // namespace smartsync::tree
