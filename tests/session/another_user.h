// Acts as another user than root, where it can.
#pragma once

#ifndef _WIN32
#include <unistd.h>
#endif

namespace smartsync::test {

// As long as this lives the whole process is a user without rights, if it was root.
class AnotherUser {
 public:
#ifdef _WIN32
  bool is_one() const {
    return false;
  }
#else
  AnotherUser() : is_one_(geteuid() == 0 && seteuid(nobody) == 0) {}
  AnotherUser(const AnotherUser&) = delete;
  AnotherUser& operator=(const AnotherUser&) = delete;
  ~AnotherUser() {
    if (is_one_ && seteuid(0) != 0) _exit(1);
  }

  bool is_one() const {
    return is_one_;
  }

 private:
  static constexpr uid_t nobody = 65534;
  bool is_one_;
#endif
};

}  // namespace smartsync::test
