// Writes the fuzzers' seed corpora: make_seeds DIRECTORY makes DIRECTORY/<fuzzer>/ with a few files
// each that reach past the first checks of a format.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "engine/delta/little_endian.h"
#include "engine/delta/matcher.h"
#include "engine/delta/memory_source.h"
#include "engine/delta/native_format.h"
#include "engine/delta/rdiff.h"
#include "engine/delta/zstd_stream.h"
#include "engine/session/files/fields.h"
#include "engine/session/patch/block_index.h"
#include "engine/session/state.h"

using namespace smartsync;
using namespace smartsync::delta;

namespace {

using Bytes = std::vector<std::byte>;

Bytes sample(std::size_t size) {
  Bytes bytes(size);
  std::uint32_t state = 1;
  for (auto& byte : bytes)
    byte = static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

void save(const std::filesystem::path& path, std::initializer_list<unsigned> head,
          const Bytes& body) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  for (const unsigned byte : head) file.put(static_cast<char>(byte));
  file.write(reinterpret_cast<const char*>(body.data()), static_cast<std::streamsize>(body.size()));
}

void save_text(const std::filesystem::path& path, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  save(path, {}, Bytes(bytes.begin(), bytes.end()));
}

Bytes zstd_frame(const Bytes& bytes) {
  MemorySink sink;
  ZstdWriter writer(sink);
  writer.write(bytes);
  writer.finish();
  return sink.bytes();
}

void rdiff_seeds(const std::filesystem::path& directory, const Bytes& basis, const Bytes& changed) {
  const MemorySource basis_source(basis), new_source(changed);
  int number = 0;
  for (const auto rollsum : {RdiffRollsum::rabinkarp, RdiffRollsum::rollsum}) {
    for (const auto hash : {RdiffHash::blake2, RdiffHash::md4}) {
      MemorySink signature, delta;
      SourceStream basis_stream(basis_source), new_stream(new_source);
      rdiff_signature(basis_stream, {.hash = hash, .rollsum = rollsum, .block_size = 64},
                      signature);
      const MemorySource signature_source(signature.bytes());
      SourceStream signature_stream(signature_source);
      rdiff_delta(signature_stream, new_stream, delta);
      const std::string name = std::to_string(number++);
      save(directory / ("signature" + name), {1, 0}, signature.bytes());
      save(directory / ("delta" + name), {0, 0}, delta.bytes());
      save(directory / ("zstd" + name), {1, 0}, zstd_frame(signature.bytes()));
    }
  }
}

void native_seeds(const std::filesystem::path& directory, const Bytes& basis,
                  const Bytes& changed) {
  hash::Hasher content(hash::Kind::xxh128), new_content(hash::Kind::xxh128);
  Signature signature = sign(MemorySource(basis), {.block_size = 64, .content = &content});
  const SignedFile file{signature, content.finish()};
  MemorySink signature_file, delta_file;
  write_signature(file, signature_file);
  DeltaWriter writer(basis.size(), file.content, changed.size(), delta_file);
  Matcher(std::move(signature)).match(MemorySource(changed), {.content = &new_content}, writer);
  writer.finish(new_content.finish());
  const auto without_checksum = [](const Bytes& bytes) {
    return Bytes(bytes.begin(), bytes.end() - 8);
  };
  save(directory / "signature", {1, 0}, without_checksum(signature_file.bytes()));
  Bytes body = basis;  // the target takes the basis first: 4 * 250 bytes
  const Bytes delta = without_checksum(delta_file.bytes());
  body.insert(body.end(), delta.begin(), delta.end());
  save(directory / "delta", {0, 250}, body);
}

// The targets put magic, lengths and checksums there themselves.
void session_seeds(const std::filesystem::path& directory, const Bytes& content) {
  const MemorySource source(content);
  for (const bool shifts : {true, false}) {
    const Bytes index = session::to_bytes(session::make_index(source, {512, shifts}, "a/b", 1));
    save(directory / (shifts ? "index" : "pages"), {0}, Bytes(index.begin() + 8, index.end() - 8));
  }
  Bytes fields;
  session::append_path(fields, "a/b.db");
  session::append_identity(fields, {.size = 9000, .modified = {1'700'000'000, 5}, .file_id = 3});
  session::append_time(fields, {1'600'000'000, 0});
  append(fields, std::uint64_t{10'000});
  session::append_time(fields, {1'700'000'100, 0});
  append(fields, std::span<const std::byte>(content).first(16));
  append(fields, std::uint32_t{2});
  for (const std::uint64_t begin : {0u, 9000u}) {
    append(fields, begin);
    append(fields, std::uint32_t{500});
  }
  const auto size = static_cast<unsigned>(fields.size());
  fields.insert(fields.end(), content.begin(), content.begin() + 1000);
  save(directory / "journal", {1, size >> 8, size & 0xff}, fields);
}

// What stands beside a state while a transaction changes it: its -journal and its -wal.
void companion_seeds(const std::filesystem::path& directory) {
  const std::filesystem::path scratch = directory / "scratch";
  for (const bool wal : {false, true}) {
    std::filesystem::create_directories(scratch);
    session::State::create(fs::Dir::open(scratch.string()), {std::string(32, 'a'), "/net"});
    const std::string state = (scratch / ".smartsync" / "state.db").string();
    {
      sqlite::Database database(state, sqlite::Database::Access::write);
      if (wal) database.number("PRAGMA journal_mode = WAL");
      database.execute("PRAGMA synchronous = OFF; BEGIN; UPDATE fact SET value = value || 'x'");
      if (wal) database.execute("COMMIT");
      std::ifstream file(state + (wal ? "-wal" : "-journal"), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      save_text(directory / (wal ? "wal" : "hot-journal"), std::string(1, wal ? 7 : 3) + bytes);
    }
    std::filesystem::remove_all(scratch);
  }
}

// Genuine states, without and with a block index, and rows for the target's own.
void state_seeds(const std::filesystem::path& directory, const Bytes& content) {
  const std::filesystem::path scratch = directory / "scratch";
  for (const bool indexed : {false, true}) {
    std::filesystem::create_directories(scratch);
    {
      auto state =
          session::State::create(fs::Dir::open(scratch.string()), {std::string(32, 'a'), "/net"});
      session::Node folder, file, link;
      folder.type = fs::FileType::directory;
      file.size = content.size();
      file.content = hash::hash(hash::Kind::xxh128, content);
      link.type = fs::FileType::symlink;
      link.link_target = "d/f";
      state.record({{"d", session::Agreed{folder, folder}}, {"l", session::Agreed{link, link}}});
      session::State::Change change{"d/f", session::Agreed{file, file}};
      if (indexed) change.index = session::make_index(MemorySource(content), {512, true}, "d/f", 1);
      state.record({change});
    }
    std::ifstream file(scratch / ".smartsync" / "state.db", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    save_text(directory / (indexed ? "indexed" : "plain"), std::string(1, '\0') + bytes);
    std::filesystem::remove_all(scratch);
  }
  // Of both sides: table, path "f", side, regular, permissions, size, two of the time, id, no link
  // target, nothing beside, no content; integers count from 1, 120 is an empty blob, 240 null.
  Bytes rows;
  for (const unsigned side : {1u, 2u})
    for (const unsigned byte :
         {2u, 121u, 'f' + 0u, side, 1u, 50u, 9u, 60u, 8u, 7u, 120u, 120u, 240u})
      rows.push_back(static_cast<std::byte>(byte));
  save(directory / "rows", {1}, rows);
  companion_seeds(directory);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 1;
  const std::filesystem::path directory = argv[1];
  const Bytes basis = sample(1000);
  Bytes changed = basis;
  changed.insert(changed.begin() + 500, 10, std::byte{7});
  rdiff_seeds(directory / "fuzz_rdiff", basis, changed);
  native_seeds(directory / "fuzz_native_format", basis, changed);
  session_seeds(directory / "fuzz_session_files", basis);
  state_seeds(directory / "fuzz_state", basis);
  save_text(directory / "fuzz_lease" / "lease",
            R"({"user": "a\u0007b", "machine": "m", "since": "2001-09-09T01:46:40Z"})");
  save_text(directory / "fuzz_ignore_rules" / "rules",
            "a/b.tmp\x01# text\n+ keep.tmp\n/a/*.tmp\n- **/x[0-9]/\n");
  // Block size 32; a basis of 1000 bytes; then: all of it, 4 literal bytes, all of it but 100
  // bytes.
  Bytes edits = basis;
  for (const int byte : {1, 0, 0, 3, 232, 4, 9, 9, 9, 9, 1, 0, 100, 3, 232, 0})
    edits.push_back(static_cast<std::byte>(byte));
  save(directory / "fuzz_matcher" / "edits", {31, 0, 3, 232}, edits);
  return 0;
}
