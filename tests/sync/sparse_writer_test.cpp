#include "engine/sync/sparse_writer.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::sync;

TEST_CASE("blocks of zeros are left out, or punched where old content lies") {
  const std::string zeros(SparseWriter::hole_size * 3, '\0'), text(5000, 't');
  const std::string content = text + zeros + text;
  for (const bool punch : {false, true}) {
    test::Scratch scratch;
    test::write_file(scratch.dir(), "file", punch ? std::string(content.size(), 'o') : "");
    const fs::File file = scratch.dir().open_write("file");
    SparseWriter writer(file, punch);
    writer.write(0, std::as_bytes(std::span(content)));
    writer.finish(content.size());
    CHECK(test::read_file(scratch.dir(), "file") == content);
  }
}

TEST_CASE("without punching, zeros are not written") {
  test::Scratch scratch;
  test::write_file(scratch.dir(), "file", std::string(SparseWriter::hole_size, 'o'));
  const fs::File file = scratch.dir().open_write("file");
  const std::string zeros(SparseWriter::hole_size, '\0');
  SparseWriter writer(file, false);
  writer.write(0, std::as_bytes(std::span(zeros)));
  writer.finish(zeros.size());
  CHECK(test::read_file(scratch.dir(), "file") == std::string(SparseWriter::hole_size, 'o'));
}
