#include "engine/tree/scan_report.h"

#include <system_error>

namespace smartsync::tree {

void ScanReport::failure(const Error& error, Directory* directory) {
  const std::lock_guard lock(mutex_);
  if (const auto* unreadable = dynamic_cast<const FilterError*>(&error)) {
    if (!fatal_) fatal_ = *unreadable;
    return;
  }
  const bool vanished = error.code() == std::errc::no_such_file_or_directory && listing_;
  if (vanished && events_.vanished) return events_.vanished(error.path());
  Directory& doubtful = directory ? *directory : list_.root;
  doubtful.incomplete = true;
  if (!vanished) doubtful.failed = true;
  if (vanished)
    tell_vanished(error.path());
  else
    events_.problem(error.what(), is_sent_later(doubtful) ? ScanEvents::Problem::failed_below
                                                          : ScanEvents::Problem::failed);
}

// A directory that is the only thing in the first list is listed together with it.
bool ScanReport::is_sent_later(const Directory& directory) const {
  if (!incremental_ || directory.path.empty()) return false;
  const bool alone = !list_.root_entry && list_.root.entries.size() == 1;
  return !alone || directory.path.find('/') != std::string::npos;
}

void ScanReport::tell_vanished(const std::string& path) {
  events_.problem("file has vanished: \"" + path + "\"", ScanEvents::Problem::vanished);
}

void ScanReport::throw_if_fatal() const {
  if (fatal_) throw FilterError(*fatal_);
}

void ScanReport::missing_argument(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const Error error("cannot find", path,
                    std::make_error_code(std::errc::no_such_file_or_directory));
  events_.problem(error.what(), ScanEvents::Problem::failed);
}

void ScanReport::vanished_on_the_way(const std::string& path) {
  const std::lock_guard lock(mutex_);
  tell_vanished(path);
}

void ScanReport::unreadable_attribute(const Error& error) {
  const std::lock_guard lock(mutex_);
  events_.problem(error.what(), ScanEvents::Problem::failed);
}

void ScanReport::refused_rules(const Error& error) {
  if (!events_.warning) return;
  const std::lock_guard lock(mutex_);
  events_.warning(error.what());
}

void ScanReport::sent(const Entry& entry) {
  const std::lock_guard lock(mutex_);
  if (!any_sent_ && events_.first_entry) events_.first_entry();
  any_sent_ = true;
  list_.found.add(entry);
}

void ScanReport::found(const FoundCounts& counts) {
  const std::lock_guard lock(mutex_);
  list_.found.add(counts);
}

void ScanReport::skipped_directory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  events_.skipped_directory(path);
}

void ScanReport::skipped_mount_point(const std::string& path) {
  const std::lock_guard lock(mutex_);
  events_.skipped_mount_point(path);
}

void ScanReport::copied_unsafe_link(const std::string& path, const std::string& target) {
  const std::lock_guard lock(mutex_);
  if (events_.copied_unsafe_link) events_.copied_unsafe_link(path, target);
}

void ScanReport::filtered(const std::string& path, bool is_directory, const FilterRule& rule) {
  if (!events_.filtered) return;
  const std::lock_guard lock(mutex_);
  events_.filtered(path, is_directory, rule);
}

}  // namespace smartsync::tree
