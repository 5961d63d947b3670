// The events of a session command for programs: one JSON object a line (docs/sessions.md).
#pragma once

#include <iosfwd>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/session/session.h"

namespace smartsync::cli {

class SessionJson final : public session::SessionEvents {
 public:
  // `is_status`: nothing is done, and whatever would be counts as waiting.
  SessionJson(std::ostream& out, bool is_status) : out_(out), is_status_(is_status) {}

  void scanned(std::uint64_t local, std::uint64_t network) override;
  void other_session(const session::LeaseHolder& holder) override;
  void planned(const session::Plan& plan) override;
  void done(const session::Action& action, std::uint64_t bytes) override;
  void progress(std::uint64_t bytes) override;
  void conflict(const session::Conflict& conflict) override;
  session::OnConflict ask(const session::Conflict& conflict, session::OnConflict policy,
                          std::size_t following) override;
  bool ask_mass_deletion(session::Side side, std::size_t deletions, std::size_t known) override;
  void notice(const std::string& sentence) override;
  void detail(const std::string& sentence) override;
  void error(const std::string& sentence) override;
  void abandon(const std::string& sentence) override;

  void finish(const session::Outcome& outcome, const std::string& last_line);
  void end(session::ExitCode code, const std::string& sentence);

 private:
  // A line, whoever else is telling something. Names that are not UTF-8 show their bad bytes as
  // U+FFFD.
  void put(const nlohmann::ordered_json& object);

  std::mutex writing_;
  std::ostream& out_;
  bool is_status_;
  std::uint64_t bytes_ = 0;
  double told_ = 0;
};

}  // namespace smartsync::cli
