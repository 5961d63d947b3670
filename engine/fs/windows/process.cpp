#include "engine/fs/process.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>

#include "engine/fs/name.h"
#include "engine/fs/windows/handle.h"
#include "engine/fs/windows/utf16.h"

namespace smartsync::fs {
namespace {

constexpr DWORD kMillisecondsToCleanUp = 5000;
std::atomic<int> caught_signal = 0;

// The console is that of a shell, and of programs that come after this one.
std::atomic<UINT> page_before = 0;
void give_back_console() {
  if (const UINT page = page_before.exchange(0); page != 0) SetConsoleOutputCP(page);
}

// Runs in a thread of its own.
BOOL WINAPI remember_event(DWORD event) {
  if (caught_signal.exchange(event == CTRL_C_EVENT ? SIGINT : SIGTERM) != 0) return FALSE;
  // After closing a console, logging off or shutting down, the process ends when this returns.
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) Sleep(kMillisecondsToCleanUp);
  return TRUE;
}

// A Win32 call that fills (buffer, size) and returns the length, or the size it needs.
template <typename Call>
std::string text_of(Call call) {
  std::wstring text(260, L'\0');
  while (true) {
    const DWORD length = call(text.data(), static_cast<DWORD>(text.size()));
    if (length < text.size()) {
      text.resize(length);
      return to_utf8(text);
    }
    text.resize(length + 1);
  }
}

}  // namespace

std::uint16_t current_umask() {
  return 022;
}
std::uint32_t effective_user() {
  return 0;
}
bool is_superuser() {
  return false;
}
bool in_group(std::uint32_t gid) {
  return gid == 0;
}

Time now() {
  FILETIME time{};
  GetSystemTimePreciseAsFileTime(&time);
  return to_time(
      static_cast<std::int64_t>(std::uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime));
}

double monotonic_seconds() {
  LARGE_INTEGER frequency{};
  LARGE_INTEGER count{};
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&count);
  return static_cast<double>(count.QuadPart) / static_cast<double>(frequency.QuadPart);
}

std::uint32_t process_id() {
  return GetCurrentProcessId();
}

namespace {

// "NUMBER/BEGIN": numbers are used again, but not at the same time. "": it is not to be seen.
std::string mark_of(HANDLE process, std::uint32_t number) {
  FILETIME begun{};
  FILETIME unused{};
  if (!GetProcessTimes(process, &begun, &unused, &unused, &unused)) return {};
  const std::uint64_t begin = std::uint64_t{begun.dwHighDateTime} << 32 | begun.dwLowDateTime;
  return std::to_string(number) + "/" + std::to_string(begin);
}

}  // namespace

std::string process_mark() {
  return mark_of(GetCurrentProcess(), GetCurrentProcessId());
}

bool has_ended(const std::string& process_mark) {
  const std::string digits = process_mark.substr(0, process_mark.find('/'));
  const bool is_number = !digits.empty() && digits.size() <= 10 &&
                         digits.find_first_not_of("0123456789") == digits.npos;
  if (!is_number || digits.size() == process_mark.size()) return false;
  const auto number = static_cast<DWORD>(std::stoull(digits));
  const HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, number);
  if (process == nullptr) return GetLastError() == ERROR_INVALID_PARAMETER;
  const std::string found = mark_of(process, number);
  DWORD code = 0;
  const bool ended = GetExitCodeProcess(process, &code) != 0 && code != STILL_ACTIVE;
  CloseHandle(process);
  return ended || (!found.empty() && found != process_mark);
}

std::string host_name() {
  std::array<wchar_t, 256> name{};
  auto length = static_cast<DWORD>(name.size());
  if (!GetComputerNameExW(ComputerNameDnsHostname, name.data(), &length)) return "localhost";
  return to_utf8({name.data(), length});
}

std::string current_directory() {
  return normal_slashes(
      text_of([](wchar_t* text, DWORD size) { return GetCurrentDirectoryW(size, text); }));
}

std::string temp_directory() {
  std::string path =
      normal_slashes(text_of([](wchar_t* text, DWORD size) { return GetTempPathW(size, text); }));
  if (path.size() > 3 && path.ends_with('/')) path.pop_back();
  return path;
}

// A path that starts at the drive's root would be anybody's to make.
std::vector<std::string> alias_files() {
  const auto home = environment("HOME");
  if (!home) return {};
  return {*home + "/.popt"};
}

std::optional<std::string> environment(const std::string& name) {
  const std::optional<std::wstring> wide = to_utf16(name);
  if (!wide) return std::nullopt;
  SetLastError(ERROR_SUCCESS);
  std::string value = text_of([&](wchar_t* text, DWORD size) {
    return GetEnvironmentVariableW(wide->c_str(), text, size);
  });
  if (value.empty() && GetLastError() == ERROR_ENVVAR_NOT_FOUND) return std::nullopt;
  return value;
}

std::string format_local_time(std::int64_t seconds, const char* format) {
  const __time64_t time = seconds;
  tm local{};
  if (_localtime64_s(&local, &time) != 0) return {};
  std::array<char, 256> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &local)};
}

bool is_terminal(int standard_stream) {
  return _isatty(standard_stream) != 0;
}

int terminal_width() {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  for (const DWORD stream : {STD_OUTPUT_HANDLE, STD_ERROR_HANDLE}) {
    if (GetConsoleScreenBufferInfo(GetStdHandle(stream), &info)) {
      return info.srWindow.Right - info.srWindow.Left + 1;
    }
  }
  return 80;
}

void catch_interrupts() {
  SetConsoleCtrlHandler(remember_event, TRUE);
}

bool interrupted_by_user_signal() {
  return false;
}

bool take_progress_request() {
  return false;
}

void occupy_standard_streams() {}  // they have no numbers that others could get

int interrupted() {
  return caught_signal.load(std::memory_order_relaxed);
}

// A console's read ends at Ctrl-C, perhaps before the handler has run in its own thread.
std::optional<std::string> read_line() {
  constexpr DWORD kMillisecondsForHandler = 200;
  std::string line;
  while (interrupted() == 0) {
    char letter = 0;
    DWORD length = 0;
    const BOOL good = ReadFile(GetStdHandle(STD_INPUT_HANDLE), &letter, 1, &length, nullptr);
    if (!good || length == 0) {
      if (GetLastError() == ERROR_OPERATION_ABORTED) Sleep(kMillisecondsForHandler);
      return std::nullopt;
    }
    if (letter == '\n') return line;
    if (letter != '\r') line += letter;
  }
  return std::nullopt;
}

void end_process(int code) {
  give_back_console();
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(code));
  std::abort();  // not reached
}

void use_binary_streams() {
  for (const int stream : {0, 1, 2}) _setmode(stream, _O_BINARY);
  const UINT page = GetConsoleOutputCP();
  if (page == 0 || page == CP_UTF8) return;  // no console, or nothing to do
  page_before = page;
  std::atexit(give_back_console);
  SetConsoleOutputCP(CP_UTF8);
}

std::vector<std::string> program_arguments(int argc, char** argv) {
  int count = 0;
  wchar_t** arguments = CommandLineToArgvW(GetCommandLineW(), &count);
  if (arguments == nullptr) return {argv, argv + argc};
  std::vector<std::string> result;
  result.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) result.push_back(to_utf8(arguments[i]));
  LocalFree(arguments);
  return result;
}

void raise_open_file_limit() {}  // handles are limited by memory only

}  // namespace smartsync::fs
