#include "engine/sync/filter_setup.h"

#include <system_error>

#include "engine/fs/error.h"
#include "engine/fs/process.h"
#include "engine/sync/delayed.h"
#include "engine/sync/partial_dir.h"
#include "engine/sync/user_path.h"
#include "engine/tree/small_file.h"

namespace smartsync::sync {

namespace {

std::string content_of(const std::string& file, const Options& options) {
  if (file.ends_with('/'))
    throw Error("cannot open the filter file", file,
                std::make_error_code(std::errc::is_a_directory));
  const auto content = read_user_file(options, file);
  if (!content)
    throw Error("cannot open the filter file", file,
                std::make_error_code(std::errc::no_such_file_or_directory));
  return *content;
}

void add(tree::FilterRules& rules, const FilterArgument& argument, const Options& options) {
  switch (argument.kind) {
    case FilterArgument::Kind::rule:
      rules.add_rule(argument.text);
      break;
    case FilterArgument::Kind::exclude:
      rules.add_exclude(argument.text);
      break;
    case FilterArgument::Kind::include:
      rules.add_include(argument.text);
      break;
    case FilterArgument::Kind::exclude_from:
      rules.add_excludes_from(content_of(argument.text, options), argument.text);
      break;
    case FilterArgument::Kind::include_from:
      rules.add_includes_from(content_of(argument.text, options), argument.text);
      break;
    case FilterArgument::Kind::cvs:
      break;  // added at the end
  }
}

// What a run itself leaves at the destination is not extraneous there.
void protect_own_files(tree::FilterRules& rules, const Options& options) {
  if (options.partial_dir && is_below_files(*options.partial_dir))
    rules.add_rule("-p " + *options.partial_dir + "/");
  else if (options.partial_dir && options.delay_updates)
    rules.add_rule("-p " + waiting_directory(options) + "/");
  if (options.backup && !options.backup_dir && options.delete_when != DeleteWhen::never &&
      !options.delete_excluded)
    rules.add_rule("P *" + options.suffix.value_or("~"));
}

}  // namespace

std::shared_ptr<const tree::FilterRules> make_filters(const Options& options) {
  auto rules = std::make_shared<tree::FilterRules>(
      [&options](const std::string& path) { return read_user_file(options, path); });
  rules->set_zero_ended(options.from0);
  rules->set_delete_excluded(options.delete_excluded);
  const auto home = fs::environment("HOME");
  std::string home_patterns;
  if (home) home_patterns = tree::read_small_file(*home + "/.cvsignore").value_or("");
  rules->set_cvs_patterns(home_patterns, fs::environment("CVSIGNORE").value_or(""));
  bool cvs = false;
  for (const FilterArgument& argument : options.filters) {
    add(*rules, argument, options);
    cvs = cvs || argument.kind == FilterArgument::Kind::cvs;
  }
  if (cvs) rules->add_cvs_exclude();
  protect_own_files(*rules, options);
  return rules;
}

}  // namespace smartsync::sync
