#include "cli/delta_files.h"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "engine/fs/error.h"
#include "engine/fs/process.h"

namespace smartsync::cli {
namespace {

constexpr std::size_t buffer_size = 256u << 10;

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

Location locate(const std::string& path) {
#ifdef _WIN32
  constexpr const char* separators = "/\\";
#else
  constexpr const char* separators = "/";
#endif
  const std::size_t slash = path.find_last_of(separators);
  if (slash == std::string::npos) return {fs::Dir::open(""), path};
  return {fs::Dir::open(path.substr(0, slash + 1)), path.substr(slash + 1)};
}

bool is_regular(const std::optional<fs::Stat>& stat) {
  return stat && stat->type == fs::FileType::regular;
}

// A named pipe or device.
class PipeStream final : public delta::ByteStream {
 public:
  explicit PipeStream(std::ifstream& pipe) : pipe_(pipe) {}
  std::size_t read(std::span<std::byte> into) override {
    pipe_.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    return static_cast<std::size_t>(pipe_.gcount());
  }

 private:
  std::ifstream& pipe_;
};

class StandardInput final : public delta::ByteStream {
 public:
  std::size_t read(std::span<std::byte> into) override {
    const std::size_t count = std::fread(into.data(), 1, into.size(), stdin);
    if (count < into.size() && std::ferror(stdin)) throw Error("cannot read standard input");
    return count;
  }
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
    if (!pipe_) throw Error("cannot open \"" + path + "\"", path);
    raw_ = std::make_unique<PipeStream>(pipe_);
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

OutputFile::OutputFile(const std::string& path, bool force, bool compress) {
  raw_.path = path;
  if (compress) compressed_.emplace(raw_);
  if (is_standard(path)) return;
  Location at = locate(path);
  const auto existing = at.dir.stat(at.name, fs::Follow::yes);
  if (existing && !is_regular(existing)) {
    raw_.pipe.open(wide_path(path), std::ios::binary);
    if (!raw_.pipe) throw Error("cannot write to \"" + path + "\"", path);
    return;
  }
  if (existing && !force) throw Error("\"" + path + "\" exists already; --force replaces it", path);
  temporary_ = "." + at.name + "." + std::to_string(fs::process_id());
  raw_.file = at.dir.create(temporary_, existing ? existing->permissions : 0666);
  dir_ = at.dir;
  name_ = at.name;
}

OutputFile::~OutputFile() {
  if (!raw_.file.is_open()) return;
  try {
    raw_.file.close();
    dir_.remove_file(temporary_);
  } catch (const Error&) {
    // The failure that led here is the one to report.
  }
}

void OutputFile::write(std::span<const std::byte> data) {
  compressed_ ? compressed_->write(data) : raw_.write(data);
}

void OutputFile::commit() {
  if (compressed_) compressed_->finish();
  raw_.flush();
  if (!raw_.file.is_open()) return;
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
  if (pipe.is_open() && !pipe.flush()) throw Error("cannot write to \"" + path + "\"", path);
  if (is_standard(path) && std::fflush(stdout) != 0) throw Error("cannot write standard output");
}

void OutputFile::Raw::put(std::span<const std::byte> data) {
  if (data.empty()) return;
  if (file.is_open()) {
    file.write(written, data);
    written += data.size();
  } else if (pipe.is_open()) {
    if (!pipe.write(reinterpret_cast<const char*>(data.data()),
                    static_cast<std::streamsize>(data.size())))
      throw Error("cannot write to \"" + path + "\"", path);
  } else if (std::fwrite(data.data(), 1, data.size(), stdout) != data.size()) {
    throw Error("cannot write standard output");
  }
}

}  // namespace smartsync::cli
