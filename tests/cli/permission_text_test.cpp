#include "cli/permission_text.h"

#include <catch2/catch.hpp>

using smartsync::cli::permission_text;

TEST_CASE("permissions in letters") {
  CHECK(permission_text(0) == "---------");
  CHECK(permission_text(0755) == "rwxr-xr-x");
  CHECK(permission_text(0640) == "rw-r-----");
  CHECK(permission_text(07777) == "rwsrwsrwt");
  CHECK(permission_text(07666) == "rwSrwSrwT");
  CHECK(permission_text(01777) == "rwxrwxrwt");
}
