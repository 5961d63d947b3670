#include "tests/share/share.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <string_view>
#include <system_error>
#include <thread>

namespace smartsync::share {
namespace {

// A process that is being killed does not wait for a share that hangs; any other signal waits.
bool is_being_killed(pid_t thread) {
  std::ifstream status("/proc/" + std::to_string(thread) + "/status");
  if (!status) return true;
  constexpr std::string_view pending = "SigPnd:";
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(pending)) continue;
    const auto signals = std::stoull(line.substr(pending.size()), nullptr, 16);
    return (signals >> (SIGKILL - 1) & 1U) != 0;
  }
  return false;
}

std::string graveyard_beside(const Settings& settings) {
  if (!settings.lose_unsynced) return "";
  return settings.backing + ".unsynced";
}

}  // namespace

void Passage::carry(std::uint64_t bytes) {
  if (bytes > 0) std::this_thread::sleep_until(link_.carried(arrived_, bytes));
}

Share::Share(const Settings& settings)
    : server_copy(settings.server_copy),
      settings_(settings),
      link_(settings.latency, settings.bytes_per_second),
      nodes_(settings.backing),
      unsynced_(graveyard_beside(settings)),
      gate_(settings.parallel),
      watch_([this](const std::stop_token& stop) { watch_hanging(stop); }) {}

void Share::serve(Call call) {
  if (!call.is_rest) counters_.count(call.kind);
  auto shared = std::make_shared<Call>(std::move(call));
  gate_.submit([this, shared](Clock::time_point asked) { pass(*shared, asked); });
}

void Share::answer_locally(fuse_req_t request, const std::function<void()>& work) {
  try {
    work();
  } catch (const std::system_error& failure) {
    fuse_reply_err(request, failure.code().value());
  }
}

void Share::pass(Call& call, Clock::time_point asked) {
  const std::uint64_t bytes = std::max(call.upload, call.asks_for);
  const Verdict verdict = faults_.judge(call.kind, bytes, [&] { return paths(call); });
  if (verdict.effect == Effect::hang) return hold(std::move(call));
  const Clock::time_point answered = call.is_rest ? asked : link_.answered(asked);
  std::this_thread::sleep_until(answered);
  Passage passage(link_, answered, verdict.bytes);
  answer_locally(call.request, [&] {
    suffer(call, verdict);
    check_connection(call.kind, call.places);
    passage.carry(call.upload);
    check_connection(call.kind, call.places);
    call.work(passage);
  });
}

void Share::suffer(const Call& call, const Verdict& verdict) {
  switch (verdict.effect) {
    case Effect::none:
    case Effect::hang:
      return;
    case Effect::fail:
      fail(verdict.error);
    case Effect::disconnect:
      disconnect(Connection::down);
      break;
    case Effect::empty:
      disconnect(Connection::empty);
      break;
    case Effect::crash:
      crash();
      break;
  }
  // The kernel may hold a directory locked until this request is answered: not in this thread.
  std::thread([this] { drop_kernel_caches(); }).detach();
  check_connection(call.kind, call.places);
}

Unsynced::Change Share::change() {
  Unsynced::Change change(unsynced_);
  if (connection_ != Connection::up) fail(EHOSTDOWN);
  return change;
}

void Share::check_connection(Kind kind, const std::vector<Place>& places) const {
  if (connection_ == Connection::up) return;
  if (connection_ == Connection::down) fail(EHOSTDOWN);
  const bool in_root = std::all_of(places.begin(), places.end(),
                                   [](const Place& place) { return place.node == FUSE_ROOT_ID; });
  if (!in_root) fail(ESTALE);
  switch (kind) {
    case Kind::lookup:
    case Kind::unlink:
    case Kind::rmdir:
    case Kind::rename:
      fail(ENOENT);
    case Kind::getattr:
    case Kind::opendir:
    case Kind::readdir:
    case Kind::releasedir:
    case Kind::statfs:
      return;
    default:
      fail(EACCES);
  }
}

void Share::disconnect(Connection how) {
  connection_ = how;
  fail_hanging(how == Connection::down ? EHOSTDOWN : ESTALE);
}

void Share::crash() {
  connection_ = Connection::down;
  ++crashes_;
  unsynced_.crash();
  locks_.drop_all();
  disconnect(Connection::down);
}

void Share::reconnect() {
  connection_ = Connection::up;
}

void Share::hold(Call call) {
  {
    const std::lock_guard lock(hanging_mutex_);
    hanging_.push_back(std::move(call));
  }
  hanging_came_.notify_one();
}

void Share::release() {
  faults_.clear(Effect::hang);
  std::vector<Call> released;
  {
    const std::lock_guard lock(hanging_mutex_);
    released.swap(hanging_);
  }
  for (Call& call : released) {
    auto shared = std::make_shared<Call>(std::move(call));
    gate_.submit([this, shared](Clock::time_point asked) { pass(*shared, asked); });
  }
}

std::size_t Share::hanging() const {
  const std::lock_guard lock(hanging_mutex_);
  return hanging_.size();
}

void Share::fail_hanging(int error) {
  const std::lock_guard lock(hanging_mutex_);
  for (const Call& call : hanging_) fuse_reply_err(call.request, error);
  hanging_.clear();
}

void Share::watch_hanging(const std::stop_token& stop) {
  using std::chrono::milliseconds;
  std::unique_lock lock(hanging_mutex_);
  while (hanging_came_.wait(lock, stop, [this] { return !hanging_.empty(); })) {
    std::erase_if(hanging_, [](const Call& call) {
      if (fuse_req_interrupted(call.request) == 0) return false;
      if (!is_being_killed(fuse_req_ctx(call.request)->pid)) return false;
      fuse_reply_err(call.request, EINTR);
      return true;
    });
    lock.unlock();
    std::this_thread::sleep_for(milliseconds(10));
    lock.lock();
  }
}

void Share::drop_kernel_caches() {
  for (const Nodes::Name& name : nodes_.names()) {
    // Expired, not invalidated: that would take a directory away from a process that works in it.
    fuse_lowlevel_notify_expire_entry(session_, name.parent, name.name.c_str(), name.name.size(),
                                      FUSE_LL_EXPIRE_ONLY);
    fuse_lowlevel_notify_inval_inode(session_, name.id, -1, 0);
  }
  fuse_lowlevel_notify_inval_inode(session_, FUSE_ROOT_ID, -1, 0);
}

std::vector<std::string> Share::paths(const Call& call) const {
  std::vector<std::string> paths;
  for (const Place& place : call.places) {
    std::string path = nodes_.path(place.node);
    if (!place.name.empty()) path += (path.empty() ? "" : "/") + place.name;
    paths.push_back(std::move(path));
  }
  return paths;
}

std::string Share::counters_json() const {
  return counters_.json("\"most_at_once\": " + std::to_string(gate_.most_at_once()) +
                        ", \"hanging\": " + std::to_string(hanging()));
}

void Share::reset_counters() {
  counters_.reset();
  gate_.reset_most_at_once();
}

}  // namespace smartsync::share
