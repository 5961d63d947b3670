#include "cli/session_console.h"

#include <ostream>

#include "cli/escape.h"
#include "cli/human_number.h"
#include "cli/progress_bar.h"
#include "cli/session_words.h"
#include "engine/fs/process.h"

namespace smartsync::cli {

namespace {

using session::Action;
using session::Conflict;
using session::OnConflict;
using session::Side;

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
         << shown(holder.machine) << " as well, since "
         << fs::format_local_time(holder.since.seconds, "%Y-%m-%d %H:%M:%S")
         << "; nothing of either will be overwritten unseen\n";
}

bool SessionConsole::looks_only() const {
  return request_.options.dry_run || request_.command == SessionCommand::status;
}

std::string SessionConsole::line(const Action& action, Tense tense) const {
  return words_about(action, tense, shown(action.path), shown(action.to));
}

void SessionConsole::planned(const session::Plan& plan) {
  how_far_ = {.total = plan.bytes(), .files_total = plan.actions.size()};
  planned_at_ = fs::monotonic_seconds();
  const bool status = request_.command == SessionCommand::status;
  if (!looks_only()) return;
  for (const Action& action : plan.actions)
    out_ << line(action, status ? Tense::waits : Tense::would) << '\n';
  const bool agree = plan.actions.empty() && plan.conflicts.empty() && !plan.incomplete;
  if (status && agree) out_ << "both sides agree\n";
}

void SessionConsole::done(const Action& action, std::uint64_t bytes) {
  ++how_far_.files_done;
  if (!request_.verbose) return;
  clear_bar();
  out_ << line(action, Tense::done);
  if (bytes > 0) out_ << " (" << human_number(bytes, 2) << " bytes over the link)";
  out_ << '\n';
}

void SessionConsole::progress(std::uint64_t bytes) {
  how_far_.done += bytes;
  if (!request_.progress || !fs::is_terminal(1)) return;
  const double now = fs::monotonic_seconds();
  if (now - drawn_ >= 0.1) draw_bar();
}

void SessionConsole::draw_bar() {
  drawn_ = fs::monotonic_seconds();
  how_far_.seconds = drawn_ - planned_at_;
  out_ << bar_.drawn(progress_bar(how_far_, fs::terminal_width()));
  out_.flush();
}

void SessionConsole::clear_bar() {
  out_ << bar_.cleared();
}

bool SessionConsole::asks_about(const Conflict& conflict) const {
  return interactive_ && conflict.kind != Conflict::Kind::file_and_directory;
}

void SessionConsole::conflict(const Conflict& conflict) {
  clear_bar();
  Prospect prospect = Prospect::past;
  if (looks_only()) prospect = asks_about(conflict) ? Prospect::is_asked : Prospect::would;
  error_ << "smartsync: " << words_about(conflict, shown(conflict.path)) << ": "
         << outcome_of(conflict, shown(conflict.set_aside), prospect) << '\n';
}

std::optional<std::string> SessionConsole::answer(const std::string& question) {
  clear_bar();
  out_ << question;
  out_.flush();
  std::optional<std::string> line = fs::read_line();
  if (!line) out_ << '\n';  // what comes next begins a line of its own
  return line;
}

OnConflict SessionConsole::ask(const Conflict& conflict, OnConflict policy, std::size_t following) {
  if (!asks_about(conflict)) return policy;
  if (has_left_) return OnConflict::stop;
  if (const auto known = for_all_.find(conflict.kind); known != for_all_.end())
    return known->second;
  clear_bar();
  out_ << words_about(conflict, shown(conflict.path)) << ".\n" << versions_of(conflict);
  while (const auto word = answer(choices_of(conflict, following > 0))) {
    if (const auto meaning = choice(conflict, *word)) {
      if (following > 0 && is_for_all(*word)) for_all_[conflict.kind] = *meaning;
      return *meaning;
    }
    out_ << "  Please answer with one of the letters in brackets.\n";
  }
  has_left_ = true;
  return OnConflict::stop;
}

bool SessionConsole::ask_mass_deletion(Side side, std::size_t deletions, std::size_t known) {
  if (!interactive_ || has_left_) return false;
  const auto word =
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
  if (drawn_ > 0 && outcome.code == session::ExitCode::ok) {
    how_far_.done = how_far_.total;
    draw_bar();
    out_ << '\n';
    bar_ = {};
  }
  if (!looks_only()) {
    out_ << counted(outcome.counts.files, "file") << " copied, "
         << human_number(outcome.counts.deletions, 1) << " deleted, "
         << human_number(outcome.counts.bytes, 2) << " bytes over the link, "
         << human_decimal(outcome.seconds, 1) << " s\n";
  }
  if (outcome.waiting > 0 && !looks_only())
    out_ << counted(outcome.waiting, "change") << (outcome.waiting == 1 ? " waits" : " wait")
         << " for the other direction\n";
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
