// What a person reads while a session command runs.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>

#include "cli/progress_bar.h"
#include "cli/session_command_line.h"
#include "cli/session_words.h"
#include "engine/session/session.h"

namespace smartsync::cli {

class SessionConsole final : public session::SessionEvents {
 public:
  // All outlive it. Questions are asked only on a terminal.
  SessionConsole(const SessionRequest& request, std::ostream& out, std::ostream& error);

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

  // The run's last words; `last_line` comes at the very end, "" is none.
  void finish(const session::Outcome& outcome, const std::string& last_line);
  // The run was impossible, or ended early.
  void end(session::ExitCode code, const std::string& sentence);

 private:
  std::string shown(std::string_view text) const;  // without what a terminal would obey
  bool looks_only() const;
  std::string line(const session::Action& action, Tense tense) const;
  bool asks_about(const session::Conflict& conflict) const;
  void draw_bar();
  void clear_bar();
  // nullopt: there was none.
  std::optional<std::string> answer(const std::string& question);

  const SessionRequest& request_;
  std::ostream& out_;
  std::ostream& error_;
  bool interactive_;
  bool has_left_ = false;                                           // no answer comes any more
  std::map<session::Conflict::Kind, session::OnConflict> for_all_;  // answers for all that follow
  HowFar how_far_;                                                  // of the plan, by its actions
  double planned_at_ = 0;
  double drawn_ = 0;
  BarLine bar_;
};

}  // namespace smartsync::cli
