// This process and its terminal, as the OS sees them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/fs/types.h"

namespace smartsync::fs {

std::uint16_t current_umask();  // read once, at the first call
std::uint32_t effective_user();
bool is_superuser();
bool in_group(std::uint32_t gid);  // may this process give files to that group?

Time now();
double monotonic_seconds();
std::uint32_t process_id();
// Tells this process from all others of this machine, also earlier and later ones; "" if nothing
// can. Processes that cannot see each other have marks that have nothing to do with each other.
std::string process_mark();
// Whether a process of this machine, by its mark, is known to have ended.
bool has_ended(const std::string& process_mark);
std::string host_name();
std::string current_directory();
std::string temp_directory();  // of the system
// Where options that a user has made up are described, in popt's format; the last file counts most.
std::vector<std::string> alias_files();
std::optional<std::string> environment(const std::string& name);
// Local broken-down time, formatted as strftime does.
std::string format_local_time(std::int64_t seconds, const char* format);

bool is_terminal(int standard_stream);  // 0, 1, 2
int terminal_width();                   // columns; 80 if unknown

// After this, SIGINT/SIGTERM/SIGHUP/SIGUSR1/SIGUSR2 (Ctrl-C, Ctrl-Break) set a flag instead of
// ending the process, so that temporary files can be removed; a second signal ends it at once.
// SIGPIPE and SIGXFSZ are ignored, since such a write fails, and SIGVTALRM asks how far the run is.
void catch_interrupts();
int interrupted();  // the signal's number, or 0
bool interrupted_by_user_signal();
// Whether somebody has asked since the last call.
bool take_progress_request();
// Of those that the caller has closed, none becomes another file. Before anything is opened.
void occupy_standard_streams();
// The next line of standard input, without its end; nullopt: there is none, or interrupted() is set
// before it is complete.
std::optional<std::string> read_line();
// At once, without waiting for threads that hang.
[[noreturn]] void end_process(int code);
// Standard streams carry bytes, without line-end or code page translation; names print as UTF-8.
void use_binary_streams();
// The program's arguments as UTF-8 (Windows: from the wide command line), else argv as it is.
std::vector<std::string> program_arguments(int argc, char** argv);
// Lifts the limit of open files to the hard limit where there is one.
void raise_open_file_limit();

}  // namespace smartsync::fs
