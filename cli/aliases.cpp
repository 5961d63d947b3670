#include "cli/aliases.h"

#include <algorithm>
#include <cctype>
#include <deque>
#include <utility>

#include "engine/fs/process.h"
#include "engine/tree/small_file.h"

namespace smartsync::cli {
namespace {

bool is_space(char letter) {
  return std::isspace(static_cast<unsigned char>(letter)) != 0;
}

// The words of a line as a shell would see them: quotes of both kinds, and backslashes.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char letter = line[i];
    if (quote == 0 && is_space(letter)) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    const bool escapes = letter == '\\' && i + 1 < line.size();
    if (escapes && (quote == 0 || line[i + 1] == quote))
      words.back() += line[++i];
    else if (letter == quote)
      quote = 0;
    else if (quote == 0 && (letter == '"' || letter == '\''))
      quote = letter;
    else
      words.back() += letter;
  }
  return words;
}

// The next line, taken off `text`; a backslash before its end joins it with the one that follows.
std::string take_line(std::string_view& text) {
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    line += text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.ends_with('\\')) break;
    line.back() = ' ';
  }
  return line;
}

bool is_name(const std::string& word) {
  if (word.starts_with("--")) return word.size() > 2 && word.find('=') == std::string::npos;
  return word.size() == 2 && word[0] == '-';
}

// A word of the command line, and the aliases that it comes from.
struct Word {
  std::string text;
  std::vector<std::string> inside;
};

class Expansion {
 public:
  Expansion(const std::vector<std::string>& arguments, const Aliases& aliases,
            const std::function<bool(const std::string&)>& takes_value)
      : aliases_(aliases), takes_value_(takes_value) {
    for (const std::string& argument : arguments) left_.push_back({argument, {}});
  }

  std::vector<std::string> run() {
    while (!left_.empty()) {
      const Word word = std::move(left_.front());
      left_.pop_front();
      const std::string& text = word.text;
      if (text == "--") {
        done_.push_back(text);
        while (!left_.empty()) take_next();
      } else if (text.starts_with("--")) {
        long_option(word);
      } else if (text.starts_with('-') && text.size() > 1) {
        cluster(word);
      } else {
        done_.push_back(text);
      }
    }
    return std::move(done_);
  }

 private:
  const std::vector<std::string>* find(const std::string& name, const Word& in) const {
    const auto found = aliases_.find(name);
    const bool itself = std::ranges::find(in.inside, name) != in.inside.end();
    return found == aliases_.end() || itself ? nullptr : &found->second;
  }

  // The words of an alias, and behind them what is left of the word that named it.
  void replace(const std::string& name, const std::vector<std::string>& words, const Word& in,
               const std::string& rest) {
    if (!rest.empty()) left_.push_front({rest, in.inside});
    std::vector<std::string> inside = in.inside;
    inside.push_back(name);
    for (auto word = words.rbegin(); word != words.rend(); ++word)
      left_.push_front({*word, inside});
  }

  void take_next() {
    if (left_.empty()) return;
    done_.push_back(std::move(left_.front().text));
    left_.pop_front();
  }

  void long_option(const Word& word) {
    const std::size_t equals = word.text.find('=');
    const std::string name = word.text.substr(0, equals);
    const bool has_value = equals != std::string::npos;
    if (const auto* words = find(name, word)) {
      replace(name, *words, word, has_value ? word.text.substr(equals + 1) : "");
      return;
    }
    done_.push_back(word.text);
    if (!has_value && takes_value_(name.substr(2))) take_next();
  }

  // "-avZB4096": letters, of which each may be an alias, and perhaps one with a value.
  void cluster(const Word& word) {
    const std::string& text = word.text;
    for (std::size_t i = 1; i < text.size(); ++i) {
      const std::string letter(1, text[i]);
      if (const auto* words = find("-" + letter, word)) {
        if (i > 1) done_.push_back(text.substr(0, i));
        const std::string rest = text.substr(i + 1);
        replace("-" + letter, *words, word, rest.empty() ? "" : "-" + rest);
        return;
      }
      if (!takes_value_(letter)) continue;
      done_.push_back(text);
      if (i + 1 == text.size()) take_next();
      return;
    }
    done_.push_back(text);
  }

  const Aliases& aliases_;
  const std::function<bool(const std::string&)>& takes_value_;
  std::deque<Word> left_;
  std::vector<std::string> done_;
};

}  // namespace

void add_aliases(std::string_view file, Aliases& aliases) {
  while (!file.empty()) {
    std::vector<std::string> words = words_of(take_line(file));
    if (words.size() < 4 || words[0] != "rsync" || words[1] != "alias" || !is_name(words[2]))
      continue;
    aliases[words[2]] = {words.begin() + 3, words.end()};
  }
}

Aliases aliases_of_user() {
  Aliases aliases;
  for (const std::string& path : fs::alias_files())
    add_aliases(tree::read_small_file(path).value_or(""), aliases);
  return aliases;
}

std::vector<std::string> expand_aliases(
    const std::vector<std::string>& arguments, const Aliases& aliases,
    const std::function<bool(const std::string&)>& takes_value) {
  if (aliases.empty()) return arguments;
  return Expansion(arguments, aliases, takes_value).run();
}

}  // namespace smartsync::cli
