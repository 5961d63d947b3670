#include "tests/share/control.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>

namespace smartsync::share {
namespace {

constexpr std::size_t longest_command = 64 << 10;

[[noreturn]] void fail_at(const std::string& path, int error) {
  throw std::system_error(error, std::generic_category(), path);
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) fail_at(path, ENAMETOOLONG);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

// Up to the end of the line or of the stream.
std::string receive_line(int connection) {
  std::string line;
  char byte = 0;
  while (line.size() < longest_command && recv(connection, &byte, 1, 0) == 1 && byte != '\n') {
    line += byte;
  }
  return line;
}

bool send_line(int connection, std::string line) {
  line += '\n';
  return send(connection, line.data(), line.size(), MSG_NOSIGNAL) == ssize_t(line.size());
}

void serve_client(int connection, const std::function<std::string(const std::string&)>& obey) {
  std::string answer;
  try {
    answer = obey(receive_line(connection));
  } catch (const std::exception& failure) {
    answer = std::string("error: ") + failure.what();
  }
  send_line(connection, answer);
  close(connection);
}

}  // namespace

void serve_control(const std::string& path,
                   std::function<std::string(const std::string& command)> obey) {
  const sockaddr_un address = address_of(path);
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  unlink(path.c_str());
  if (listener < 0 ||
      bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 ||
      listen(listener, SOMAXCONN) < 0) {
    fail_at(path, errno);
  }
  std::thread([listener, obey = std::move(obey)] {
    while (true) {
      const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection >= 0) std::thread(serve_client, connection, obey).detach();
    }
  }).detach();
}

std::string ask(const std::string& path, const std::string& command) {
  const sockaddr_un address = address_of(path);
  const int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0 ||
      connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 ||
      !send_line(connection, command)) {
    fail_at(path, errno);
  }
  std::string answer = receive_line(connection);
  close(connection);
  return answer;
}

}  // namespace smartsync::share
