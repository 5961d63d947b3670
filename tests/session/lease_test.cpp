#include "engine/session/lease.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "tests/fs/scratch.h"

using namespace smartsync;
using namespace smartsync::session;
using namespace std::chrono_literals;

namespace {

const LeaseHolder kAnna{"anna", "LAB-PC 7", {1'000'000'000, 0}};

fs::Dir leases(const test::Scratch& scratch) {
  return scratch.dir().open_dir(lease_directory);
}

// A lease of somebody else, last refreshed `seconds` before this one was taken.
void leave(const fs::Dir& dir, const Lease& mine, const std::string& name, std::int64_t seconds,
           const std::string& content = format_lease(kAnna)) {
  test::write_file(dir, name, content);
  const fs::Time now = mine.network_now();
  dir.set_times(name, std::nullopt, fs::Time{now.seconds - seconds, now.nanoseconds});
}

}  // namespace

TEST_CASE("a lease says who works where since when", "[session][lease]") {
  CHECK(format_lease(kAnna) == R"({
  "user": "anna",
  "machine": "LAB-PC 7",
  "since": "2001-09-09T01:46:40Z"
}
)");
  CHECK(parse_lease(format_lease(kAnna)) == kAnna);
  const LeaseHolder odd{"a\"\\\n\xff", "m", {}};
  const auto read = parse_lease(format_lease(odd));
  REQUIRE(read);
  CHECK(read->user == "a\"\\\\\\u000a\xef\xbf\xbd");
}

TEST_CASE("what is no lease is not believed", "[session][lease]") {
  const std::string good = format_lease(kAnna);
  for (std::size_t size = 0; size + 2 < good.size(); ++size)
    CHECK_FALSE(parse_lease(good.substr(0, size)));
  for (const char* text :
       {"null", "[]", "7", "{}", R"({"user":1,"machine":"m","since":"2001-09-09T01:46:40Z"})",
        R"({"user":"","machine":"m","since":"2001-09-09T01:46:40Z"})",
        R"({"user":"u","machine":"m","since":"yesterday"})",
        R"({"user":"u","since":"2001-09-09T01:46:40Z"})"})
    CHECK_FALSE(parse_lease(text));
  CHECK_FALSE(parse_lease(format_lease({std::string(201, 'u'), "m", {}})));
  CHECK(parse_lease(format_lease({std::string(200, 'u'), "m", {}})));
  CHECK_FALSE(parse_lease(good + std::string(64 << 10, ' ')));
  CHECK_FALSE(parse_lease(std::string(60000, '[')));
}

TEST_CASE("a lease is there as long as its session", "[session][lease]") {
  const test::Scratch scratch;
  {
    const Lease lease(scratch.dir());
    const auto entries = leases(scratch).list().entries;
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].stat.modified == lease.network_now());
    const auto holder = parse_lease(test::read_file(leases(scratch), entries[0].name));
    REQUIRE(holder);
    CHECK(holder->machine == fs::host_name());
    CHECK(lease.others().empty());
  }
  CHECK(leases(scratch).list().entries.empty());
}

TEST_CASE("a lease is refreshed, and made again if somebody removed it", "[session][lease]") {
  const test::Scratch scratch;
  const Lease lease(scratch.dir(), 20ms);
  const std::string name = leases(scratch).list().entries.at(0).name;
  const auto wait_until = [&](const auto& condition) {
    for (int i = 0; i < 500 && !condition(leases(scratch).stat(name)); ++i)
      std::this_thread::sleep_for(20ms);
    return condition(leases(scratch).stat(name));
  };
  leases(scratch).set_times(name, std::nullopt, fs::Time{1'000'000'000, 0});
  CHECK(
      wait_until([](const auto& stat) { return stat && stat->modified.seconds > 1'600'000'000; }));
  leases(scratch).remove_file(name);
  CHECK(wait_until([](const auto& stat) { return stat && stat->size > 0; }));
  CHECK(parse_lease(test::read_file(leases(scratch), name)));
}

TEST_CASE("sessions see each other", "[session][lease]") {
  const test::Scratch scratch;
  const Lease first(scratch.dir());
  std::optional<Lease> second(scratch.dir());
  CHECK(first.others().size() == 1);
  CHECK(second->others().size() == 1);
  second.reset();
  CHECK(first.others().empty());
}

TEST_CASE("a lease that is not refreshed dies, and is removed later", "[session][lease]") {
  const test::Scratch scratch;
  const Lease lease(scratch.dir());
  leave(leases(scratch), lease, "living.json", lease_lifetime - 5);
  leave(leases(scratch), lease, "future.json", -1000);
  leave(leases(scratch), lease, "dead.json", lease_lifetime + 5);
  leave(leases(scratch), lease, "buried.json", lease_burial + 5);
  CHECK(lease.others() == std::vector{kAnna, kAnna});
  CHECK(leases(scratch).stat("dead.json"));
  CHECK_FALSE(leases(scratch).stat("buried.json"));
}

TEST_CASE("what a killed run of this machine left is dead at once", "[session][lease]") {
  const test::Scratch scratch;
  const Lease lease(scratch.dir());
  const std::string own = fs::process_mark();
#ifdef _WIN32
  const std::string ended = "999999996/1";
#else
  const std::string ended = own.substr(0, own.rfind('/') + 1) + "999999999";
#endif
  const auto left_by = [&](const std::string& machine, const std::string& process) {
    const std::string name = machine + std::to_string(process.size()) + ".json";
    leave(leases(scratch), lease, name, 5,
          format_lease({"anna", machine, {1'000'000'000, 0}, process}));
    return name;
  };
  const std::string dead = left_by(fs::host_name(), ended);
  left_by(fs::host_name(), own);
  left_by("elsewhere", ended);
  CHECK(lease.others().size() == 2);
  CHECK_FALSE(leases(scratch).stat(dead));
}

TEST_CASE("the share's clock counts, not this machine's", "[session][lease]") {
  const test::Scratch scratch;
  const Lease lease(scratch.dir());
  const std::string own = leases(scratch).list().entries.at(0).name;
  // The share's clock is a year behind.
  const fs::Time now{fs::now().seconds - 365 * 86400, 0};
  leases(scratch).set_times(own, std::nullopt, now);
  test::write_file(leases(scratch), "other.json", format_lease(kAnna));
  leases(scratch).set_times("other.json", std::nullopt, fs::Time{now.seconds - 10, 0});
  CHECK(lease.others().size() == 1);
  leases(scratch).set_times("other.json", std::nullopt, fs::Time{now.seconds - 400, 0});
  CHECK(lease.others().empty());
}

TEST_CASE("whatever else lies among the leases does no harm", "[session][lease]") {
  const test::Scratch scratch;
  const Lease lease(scratch.dir());
  leave(leases(scratch), lease, "text.json", 0, "no lease");
  leave(leases(scratch), lease, "huge.json", 0, std::string(100'000, ' '));
  leave(leases(scratch), lease, "other.txt", 0);
  leases(scratch).make_dir("directory.json", 0755);
  CHECK(lease.others().empty());
  CHECK(leases(scratch).list().entries.size() == 5);
  for (int i = 0; i < 150; ++i) leave(leases(scratch), lease, std::to_string(i) + ".json", 0);
  CHECK(lease.others().size() <= 100);
  CHECK(lease.others().size() > 90);
}

TEST_CASE("a share that cannot hold a lease is no error", "[session][lease]") {
  const test::Scratch scratch;
  test::write_file(scratch.dir(), ".smartsync", "no directory");
  const Lease lease(scratch.dir());
  CHECK(lease.others().empty());
  CHECK(lease.network_now().seconds > 1'600'000'000);
}
