#include "tests/share/faults.h"

#include <fnmatch.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <sstream>
#include <stdexcept>

namespace smartsync::share {
namespace {

const std::map<std::string, Effect, std::less<>> effects = {
    {"hang", Effect::hang},
    {"disconnect", Effect::disconnect},
    {"empty", Effect::empty},
    {"crash", Effect::crash},
};
const std::map<std::string, int, std::less<>> errors = {
    {"EACCES", EACCES}, {"EAGAIN", EAGAIN},       {"EBUSY", EBUSY},         {"EDQUOT", EDQUOT},
    {"EFBIG", EFBIG},   {"EHOSTDOWN", EHOSTDOWN}, {"EINTR", EINTR},         {"EIO", EIO},
    {"ENOENT", ENOENT}, {"ENOSPC", ENOSPC},       {"ENOTCONN", ENOTCONN},   {"EPERM", EPERM},
    {"EROFS", EROFS},   {"ESTALE", ESTALE},       {"ETIMEDOUT", ETIMEDOUT}, {"ETXTBSY", ETXTBSY},
};

void set_effect(Rule& rule, const std::string& word) {
  if (const auto effect = effects.find(word); effect != effects.end()) {
    rule.effect = effect->second;
  } else if (const auto error = errors.find(word); error != errors.end()) {
    rule.error = error->second;
  } else {
    throw std::invalid_argument("no fault is called '" + word + "'");
  }
}

std::uint64_t whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stopped != end) {
    throw std::invalid_argument("'" + text + "' is not a number");
  }
  return value;
}

std::set<Kind> kinds_called(const std::string& names) {
  std::set<Kind> kinds;
  std::istringstream rest(names);
  for (std::string name; std::getline(rest, name, ',');) {
    const auto kind = kind_called(name);
    if (!kind) throw std::invalid_argument("no kind of request is called '" + name + "'");
    kinds.insert(*kind);
  }
  return kinds;
}

void set_condition(Rule& rule, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
  if (name == "kind") {
    rule.kinds = kinds_called(value);
  } else if (name == "path") {
    rule.path = value;
  } else if (name == "after") {
    rule.requests = whole_number(value);
  } else if (name == "after-bytes") {
    rule.bytes = whole_number(value);
  } else if (name == "times") {
    rule.times = whole_number(value);
  } else {
    throw std::invalid_argument("a fault has no '" + word + "'");
  }
}

bool matches(const std::string& glob, const std::vector<std::string>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const std::string& path) {
    return fnmatch(glob.c_str(), path.c_str(), 0) == 0;
  });
}

// Whether the rule lets this request through, as one of those that pass first. Of a write that
// goes past the rule's bytes only the first part passes: `allowed` is lowered to it.
bool passes_first(Rule& rule, Kind kind, std::uint64_t bytes, std::uint64_t& allowed) {
  if (rule.requests > 0) {
    --rule.requests;
    return true;
  }
  if (rule.bytes == 0) return false;
  if (kind == Kind::write) allowed = std::min(allowed, rule.bytes);
  rule.bytes -= std::min(rule.bytes, bytes);
  return true;
}

}  // namespace

unsigned Faults::add(const std::vector<std::string>& words) {
  if (words.empty()) throw std::invalid_argument("which fault?");
  Rule rule;
  set_effect(rule, words[0]);
  for (std::size_t i = 1; i < words.size(); ++i) set_condition(rule, words[i]);
  const std::lock_guard lock(mutex_);
  rule.id = ++last_id_;
  rules_.push_back(std::move(rule));
  return last_id_;
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
}

void Faults::clear(Effect effect) {
  const std::lock_guard lock(mutex_);
  std::erase_if(rules_, [effect](const Rule& rule) { return rule.effect == effect; });
}

Verdict Faults::judge(Kind kind, std::uint64_t bytes,
                      const std::function<std::vector<std::string>()>& paths) {
  const std::lock_guard lock(mutex_);
  Verdict verdict;
  for (Rule& rule : rules_) {
    if (rule.times == 0) continue;
    if (!rule.kinds.empty() && !rule.kinds.contains(kind)) continue;
    if (!rule.path.empty() && !matches(rule.path, paths())) continue;
    if (passes_first(rule, kind, bytes, verdict.bytes)) continue;
    if (rule.times != unlimited) --rule.times;
    verdict.effect = rule.effect;
    verdict.error = rule.error;
    return verdict;
  }
  return verdict;
}

}  // namespace smartsync::share
