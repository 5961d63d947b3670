#include "cli/delta_files.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/fs/error.h"
#include "engine/fs/name.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

constexpr std::size_t buffer_size = 256u << 10;
constexpr std::size_t longest_kept = 200;  // of a name, in that of its temporary file

bool is_standard(const std::string& path) {
  return path.empty() || path == "-";
}

std::filesystem::path wide_path(const std::string& path) {
  return std::filesystem::path(std::u8string(path.begin(), path.end()));
}

struct Location {
  fs::Dir dir;
  std::string name;
};

Location locate(const std::string& typed) {
  const std::string path = fs::normal_path(typed);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {fs::Dir::open(""), path};
  return {fs::Dir::open(path.substr(0, slash + 1)), path.substr(slash + 1)};
}

bool is_regular(const std::optional<fs::Stat>& stat) {
  return stat && stat->type == fs::FileType::regular;
}

// What the C library reported last.
[[noreturn]] void fail(const char* action, const std::string& path) {
  throw Error(action, path, {errno, std::generic_category()});
}

// A named pipe or device.
class PipeStream final : public delta::ByteStream {
 public:
  PipeStream(std::ifstream& pipe, std::string path) : pipe_(pipe), path_(std::move(path)) {}
  std::size_t read(std::span<std::byte> into) override {
    pipe_.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    if (pipe_.bad()) fail("cannot read", path_);
    return static_cast<std::size_t>(pipe_.gcount());
  }
  std::string name() const override { return path_; }

 private:
  std::ifstream& pipe_;
  std::string path_;
};

class StandardInput final : public delta::ByteStream {
 public:
  std::size_t read(std::span<std::byte> into) override {
    const std::size_t count = std::fread(into.data(), 1, into.size(), stdin);
    if (count < into.size() && std::ferror(stdin)) fail("cannot read", "standard input");
    return count;
  }
  std::string name() const override { return "standard input"; }
};

}  // namespace

InputFile::InputFile(const std::string& path) : path_(path) {
  if (is_standard(path)) {
    raw_ = std::make_unique<StandardInput>();
    return;
  }
  const Location at = locate(path);
  const auto stat = at.dir.stat(at.name, fs::Follow::yes);
  if (stat && !is_regular(stat) && stat->type != fs::FileType::directory) {
    pipe_.open(wide_path(path), std::ios::binary);
    if (!pipe_) fail("cannot open", path);
    raw_ = std::make_unique<PipeStream>(pipe_, path);
    return;
  }
  file_ = at.dir.open_read(at.name, {.follow = fs::Follow::yes});
  file_.expect_sequential();
  source_.emplace(file_, file_.stat().size);
  raw_ = std::make_unique<delta::SourceStream>(*source_);
}

delta::PeekStream& InputFile::stream() {
  if (peek_) return *peek_;
  peek_raw_.emplace(*raw_);
  if (!delta::is_zstd(*peek_raw_)) return *peek_raw_;
  unpacked_.emplace(*peek_raw_, is_standard(path_) ? "standard input" : path_);
  return peek_.emplace(*unpacked_);
}

const delta::ByteSource& InputFile::source() const {
  if (!source_)
    throw Error("\"" + (path_.empty() ? "-" : path_) + "\" must be a regular file here", path_);
  return *source_;
}

std::optional<std::uint64_t> InputFile::size() const {
  if (!source_) return {};
  return source_->size();
}

OutputFile::OutputFile(const std::string& path, bool force, bool compress, InterruptWatch& watch)
    : watch_(watch) {
  raw_.path = path;
  if (compress) compressed_.emplace(raw_);
  if (is_standard(path)) return;
  Location at = locate(path);
  const auto existing = at.dir.stat(at.name, fs::Follow::yes);
  if (existing && !is_regular(existing)) {
    if (existing->type == fs::FileType::directory)
      throw Error("cannot write to", path, std::make_error_code(std::errc::is_a_directory));
    raw_.pipe.open(wide_path(path), std::ios::binary);
    if (!raw_.pipe) fail("cannot write to", path);
    return;
  }
  if (existing && !force) throw Error("\"" + path + "\" exists already; --force replaces it", path);
  dir_ = at.dir;
  name_ = at.name;
  temporary_ = (name_.size() < longest_kept ? "." + name_ : ".smartsync") + "." +
               std::to_string(fs::process_id());
  raw_.file = dir_.create(temporary_, existing ? existing->permissions : 0666);
  watch_.before_end([this] { remove_temporary(); });
}

OutputFile::~OutputFile() {
  watch_.before_end({});
  if (!raw_.file.is_open()) return;
  try {
    raw_.file.close();
  } catch (const Error&) {
    // The failure that led here is the one to report.
  }
  remove_temporary();
}

void OutputFile::remove_temporary() const {
  try {
    dir_.remove_file(temporary_);
  } catch (const Error&) {
    // As above.
  }
}

void OutputFile::write(std::span<const std::byte> data) {
  compressed_ ? compressed_->write(data) : raw_.write(data);
}

void OutputFile::commit() {
  if (compressed_) compressed_->finish();
  raw_.flush();
  if (!raw_.file.is_open()) return;
  watch_.before_end({});
  dir_.rename(temporary_, dir_, name_);
  raw_.file.close();
}

void OutputFile::Raw::write(std::span<const std::byte> data) {
  if (buffer.size() + data.size() > buffer_size) {
    put(buffer);
    buffer.clear();
  }
  if (data.size() > buffer_size)
    put(data);
  else
    buffer.insert(buffer.end(), data.begin(), data.end());
}

void OutputFile::Raw::flush() {
  put(buffer);
  buffer.clear();
  if (pipe.is_open() && !pipe.flush()) fail("cannot write to", path);
  if (is_standard(path) && std::fflush(stdout) != 0) fail("cannot write to", "standard output");
}

void OutputFile::Raw::put(std::span<const std::byte> data) {
  if (data.empty()) return;
  if (file.is_open()) {
    file.write(written, data);
    written += data.size();
  } else if (pipe.is_open()) {
    if (!pipe.write(reinterpret_cast<const char*>(data.data()),
                    static_cast<std::streamsize>(data.size())))
      fail("cannot write to", path);
  } else if (std::fwrite(data.data(), 1, data.size(), stdout) != data.size()) {
    fail("cannot write to", "standard output");
  }
}

}  // namespace smartsync::cli
