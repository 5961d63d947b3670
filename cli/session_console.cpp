#include "cli/session_console.h"

#include <iostream>
#include <ostream>

#include "cli/escape.h"
#include "cli/human_number.h"
#include "cli/progress_bar.h"
#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

using session::Action;
using session::Conflict;
using session::OnConflict;
using session::Side;
using session::Step;

// What a step does, as in "network: changed results.csv".
const char* verb(Step step) {
  switch (step) {
    case Step::rename:
      return "renamed";
    case Step::set_aside:
      return "kept beside";
    case Step::clear:
    case Step::remove:
      return "deleted";
    case Step::make_directory:
      return "made folder";
    case Step::copy:
      return "brought";
    case Step::set_metadata:
      return "same content, new time of";
  }
  return "";
}

std::string sentence(const Conflict& conflict, const std::string& path) {
  switch (conflict.kind) {
    case Conflict::Kind::changed_and_deleted:
      return "\"" + path + "\" was changed " +
             (conflict.winner == Side::local ? "here and deleted on the network"
                                             : "on the network and deleted here");
    case Conflict::Kind::file_and_directory:
      return "\"" + path + "\" is a folder on one side and a file on the other";
    case Conflict::Kind::both_changed:
      break;
  }
  return "\"" + path + "\" was changed both here and on the network";
}

std::string result(const Conflict& conflict, const std::string& aside) {
  if (conflict.open) return "nothing was done about it; \"smartsync resolve\" settles it";
  if (conflict.kind == Conflict::Kind::changed_and_deleted) return "the changed version stays";
  const std::string winner =
      conflict.winner == Side::local ? "the local version" : "the network's version";
  if (!conflict.set_aside.empty())
    return winner + " keeps the name, the other is \"" + aside + "\"";
  return winner + " is used, the other lies in .smartsync/trash";
}

}  // namespace

SessionConsole::SessionConsole(const SessionRequest& request, std::ostream& out,
                               std::ostream& error)
    : request_(request),
      out_(out),
      error_(error),
      interactive_(!request.policy_given && fs::is_terminal(0) && fs::is_terminal(1)) {}

std::string SessionConsole::shown(std::string_view text) const {
  return escape(text, high_bytes_of_locale());
}

void SessionConsole::scanned(std::uint64_t local, std::uint64_t network) {
  if (!request_.verbose) return;
  out_ << "found " << local << " entries here and " << network << " on the network\n";
}

void SessionConsole::other_session(const session::LeaseHolder& holder) {
  error_ << "smartsync: " << shown(holder.user) << " works on this project on "
         << shown(holder.machine) << " as well; nothing of either will be overwritten unseen\n";
}

void SessionConsole::list(const std::vector<Action>& actions, const char* title) {
  for (const Action& action : actions) {
    out_ << title << name_of(action.target) << ": " << verb(action.step) << " "
         << shown(action.path);
    if (!action.to.empty()) out_ << " as " << shown(action.to);
    out_ << '\n';
  }
}

void SessionConsole::planned(const session::Plan& plan) {
  how_far_ = {.total = plan.bytes(), .files_total = plan.actions.size()};
  planned_at_ = fs::monotonic_seconds();
  const bool status = request_.command == SessionCommand::status;
  if (!request_.options.dry_run && !status) return;
  list(plan.actions, status ? "waits, " : "would be done, ");
  const bool agree = plan.actions.empty() && plan.conflicts.empty() && !plan.incomplete;
  if (status && agree) out_ << "both sides agree\n";
}

void SessionConsole::done(const Action& action, std::uint64_t bytes) {
  ++how_far_.files_done;
  if (!request_.verbose) return;
  clear_bar();
  out_ << name_of(action.target) << ": " << verb(action.step) << " " << shown(action.path);
  if (!action.to.empty()) out_ << " as " << shown(action.to);
  if (bytes > 0) out_ << " (" << human_number(bytes, 2) << " bytes over the link)";
  out_ << '\n';
}

void SessionConsole::progress(std::uint64_t bytes) {
  how_far_.done += bytes;
  if (!request_.progress || !fs::is_terminal(1)) return;
  const double now = fs::monotonic_seconds();
  if (now - drawn_ < 0.1) return;
  drawn_ = now;
  how_far_.seconds = now - planned_at_;
  const std::string line = progress_bar(how_far_, fs::terminal_width());
  out_ << '\r' << line << std::string(bar_ > line.size() ? bar_ - line.size() : 0, ' ');
  out_.flush();
  bar_ = line.size();
}

void SessionConsole::clear_bar() {
  if (bar_ == 0) return;
  out_ << '\r' << std::string(bar_, ' ') << '\r';
  bar_ = 0;
}

void SessionConsole::conflict(const Conflict& conflict) {
  clear_bar();
  error_ << "smartsync: " << sentence(conflict, shown(conflict.path)) << ": "
         << result(conflict, shown(conflict.set_aside)) << '\n';
}

std::string SessionConsole::answer(const std::string& question) {
  clear_bar();
  out_ << question;
  out_.flush();
  std::string line;
  if (!std::getline(std::cin, line)) line.clear();
  return line;
}

OnConflict SessionConsole::ask(const Conflict& conflict, OnConflict policy) {
  const bool kind_differs = conflict.kind == Conflict::Kind::file_and_directory;
  if (!interactive_ || request_.options.dry_run || kind_differs) return policy;
  out_ << sentence(conflict, shown(conflict.path)) << ".\n";
  while (true) {
    const std::string word = answer(
        "  Keep [b]oth, the version [h]ere, the one on the [n]etwork, or decide [l]ater? [b] ");
    if (word.empty() || word == "b") return OnConflict::keep_both;
    if (word == "h") return OnConflict::local;
    if (word == "n") return OnConflict::network;
    if (word == "l") return OnConflict::stop;
  }
}

bool SessionConsole::ask_mass_deletion(Side side, std::size_t deletions, std::size_t known) {
  if (!interactive_) return false;
  const std::string word =
      answer("This would delete " + std::to_string(deletions) + " of " + std::to_string(known) +
             " files and folders " + (side == Side::local ? "here" : "on the network drive") +
             ". Delete them? [y/N] ");
  return word == "y" || word == "yes";
}

void SessionConsole::notice(const std::string& sentence) {
  clear_bar();
  out_ << shown(sentence) << '\n';
}

void SessionConsole::detail(const std::string& sentence) {
  if (request_.verbose) notice(sentence);
}

void SessionConsole::error(const std::string& sentence) {
  clear_bar();
  error_ << "smartsync: " << shown(sentence) << '\n';
}

void SessionConsole::abandon(const std::string& sentence) {
  error(sentence);
  out_.flush();
  error_.flush();
}

void SessionConsole::finish(const session::Outcome& outcome, const std::string& last_line) {
  clear_bar();
  const bool reads_only = request_.options.dry_run || request_.command == SessionCommand::status;
  if (!reads_only) {
    out_ << human_number(outcome.counts.files, 1) << " files brought over, "
         << human_number(outcome.counts.deletions, 1) << " deleted, "
         << human_number(outcome.counts.bytes, 2) << " bytes over the link, "
         << human_decimal(outcome.seconds, 1) << " s\n";
  }
  if (outcome.waiting > 0 && !reads_only)
    out_ << human_number(outcome.waiting, 1) << " changes wait for the other direction\n";
  if (!last_line.empty()) out_ << last_line << '\n';
  out_.flush();
  error_.flush();
}

void SessionConsole::end(session::ExitCode, const std::string& sentence) {
  error(sentence);
  out_.flush();
  error_.flush();
}

}  // namespace smartsync::cli
