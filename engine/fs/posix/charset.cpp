// Character sets as glibc's iconv(3) knows them.
#include <iconv.h>
#include <langinfo.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <clocale>
#include <cstdint>
#include <mutex>

#include "engine/fs/charset_conversion.h"

namespace smartsync::fs {

namespace {

constexpr const char* kCommon = "UTF-8";

// One direction. The system's state of a conversion serves one thread at a time.
class Direction {
 public:
  Direction(const std::string& to, const std::string& from)
      : state_(iconv_open(to.c_str(), from.c_str())) {}
  ~Direction() {
    if (is_known()) iconv_close(state_);
  }
  Direction(const Direction&) = delete;
  Direction& operator=(const Direction&) = delete;

  bool is_known() const { return reinterpret_cast<std::intptr_t>(state_) != -1; }

  std::optional<std::string> convert(std::string_view text, Unconvertible rest) {
    const std::lock_guard lock(mutex_);
    iconv(state_, nullptr, nullptr, nullptr, nullptr);
    std::string in(text);
    std::string out;
    char* at = in.data();
    std::size_t left = in.size();
    while (left > 0) {
      if (step(&at, &left, out)) continue;
      if (rest == Unconvertible::refuse) return std::nullopt;
      if (left == 0) break;  // "//IGNORE" tells at the end
      out += *at++;
      --left;
    }
    step(nullptr, nullptr, out);  // back to the state that text starts in
    return out;
  }

 private:
  // False at what cannot be converted.
  bool step(char** at, std::size_t* left, std::string& out) {
    std::array<char, 512> buffer{};
    char* end = buffer.data();
    std::size_t room = buffer.size();
    const bool done = iconv(state_, at, left, &end, &room) != static_cast<std::size_t>(-1);
    const bool goes_on = done || errno == E2BIG;
    out.append(buffer.data(), end);
    return goes_on;
  }

  iconv_t state_;
  std::mutex mutex_;
};

class Iconv final : public CharsetConversion {
 public:
  explicit Iconv(const std::string& name) : to_utf8_(kCommon, name), from_utf8_(name, kCommon) {}

  bool is_known() const { return to_utf8_.is_known() && from_utf8_.is_known(); }
  std::optional<std::string> to_utf8(std::string_view text, Unconvertible rest) const override {
    return to_utf8_.convert(text, rest);
  }
  std::optional<std::string> from_utf8(std::string_view text, Unconvertible rest) const override {
    return from_utf8_.convert(text, rest);
  }

 private:
  mutable Direction to_utf8_;
  mutable Direction from_utf8_;
};

// glibc loads most sets from modules. A program that is linked statically dies of those of another
// version of glibc: so a child tries first.
bool is_safe(const std::string& name) {
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    const Iconv conversion(name);
    const bool works = conversion.is_known() && conversion.to_utf8("a", Unconvertible::keep) &&
                       conversion.from_utf8("a", Unconvertible::keep);
    _exit(works ? 0 : 1);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::unique_ptr<CharsetConversion> system_conversion(const std::string& name) {
  if (!is_safe(name)) return nullptr;
  auto conversion = std::make_unique<Iconv>(name);
  if (!conversion->is_known()) return nullptr;
  return conversion;
}

std::string locale_charset() {
  const locale_t locale = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return nl_langinfo(CODESET);  // of the C locale
  std::string name = nl_langinfo_l(CODESET, locale);
  freelocale(locale);
  return name;
}

}  // namespace smartsync::fs
