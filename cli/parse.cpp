#include "cli/parse.h"

#include <boost/make_shared.hpp>
#include <boost/program_options.hpp>
#include <map>

#include "cli/option_table.h"
#include "engine/fs/name.h"

namespace smartsync::cli {
namespace {

namespace po = boost::program_options;

struct Meaning {
  const Option* option = nullptr;
  bool on = true;
};

// The table as Boost wants it, and the way back from a name to its row.
class Grammar {
 public:
  Grammar() {
    for (const std::span<const Option> subject : option_table()) {
      for (const Option& option : subject) add(option);
    }
  }

  const po::options_description& description() const { return description_; }

  // `name`: as written, without dashes. nullptr if it is no option.
  const Meaning* find(const std::string& name) const {
    const auto found = meanings_.find(name);
    return found == meanings_.end() ? nullptr : &found->second;
  }
  bool takes_value(const std::string& name) const {
    const Meaning* meaning = find(name);
    return meaning != nullptr && meaning->on && !meaning->option->value.empty();
  }

 private:
  void add(const Option& option) {
    describe(option.names, !option.value.empty());
    for_each_name(option.names, [&](const std::string& name) {
      meanings_[name] = {&option, true};
      if (option.negatable) meanings_["no-" + name] = {&option, false};
    });
    if (!option.negatable) return;
    std::string names;
    for_each_name(option.names, [&names](const std::string& name) {
      names += (names.empty() ? "no-" : ",no-") + name;
    });
    describe(names, false);
  }

  void describe(std::string_view names, bool value) {
    const po::value_semantic* semantic = nullptr;
    if (value)
      semantic = po::value<std::string>();
    else
      semantic = new po::untyped_value(true);
    description_.add(
        boost::make_shared<po::option_description>(std::string(names).c_str(), semantic));
  }

  template <class Call>
  static void for_each_name(std::string_view names, Call call) {
    while (!names.empty()) {
      const std::size_t comma = names.find(',');
      if (comma != 0) call(std::string(names.substr(0, comma)));
      names = comma == names.npos ? std::string_view() : names.substr(comma + 1);
    }
  }

  po::options_description description_;
  std::map<std::string, Meaning> meanings_;
};

bool is_path(const Option& option) {
  return option.value == "DIR" || option.value == "FILE";
}

po::option with_value(std::string key, std::string value) {
  po::option option;
  option.string_key = std::move(key);
  option.value.push_back(std::move(value));
  return option;
}

// Options with values follow popt's rule, which differs from Boost's: the value is the rest of the
// word or else the whole next word, whatever that looks like ("-f -C", "-@ -1"), and it may be
// empty ("--suffix="). All other words are left to Boost.
class ValueParser {
 public:
  explicit ValueParser(const Grammar& grammar) : grammar_(grammar) {}

  std::vector<po::option> operator()(std::vector<std::string>& words) const {
    const std::string& word = words.front();
    if (word.size() < 2 || word[0] != '-' || word == "--") return {};
    return word[1] == '-' ? long_option(words) : cluster(words);
  }

 private:
  std::vector<po::option> long_option(std::vector<std::string>& words) const {
    const std::string word = words.front();
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == word.npos ? equals : equals - 2);
    if (name.size() < 2 || !grammar_.takes_value(name)) return {};
    words.erase(words.begin());
    if (equals != word.npos) return {with_value(name, word.substr(equals + 1))};
    return {with_value(name, next_word(words, "--" + name))};
  }

  // "-avB4096": letters without values, then one that takes the rest of the word.
  std::vector<po::option> cluster(std::vector<std::string>& words) const {
    const std::string word = words.front();
    std::vector<po::option> options;
    for (std::size_t i = 1; i < word.size(); ++i) {
      const std::string letter(1, word[i]);
      if (grammar_.find(letter) == nullptr) return {};
      if (!grammar_.takes_value(letter)) {
        po::option flag;
        flag.string_key = "-" + letter;
        options.push_back(flag);
        continue;
      }
      words.erase(words.begin());
      std::string value = word.substr(i + 1);
      if (value.empty())
        value = next_word(words, "-" + letter);
      else if (value.front() == '=')
        value.erase(0, 1);
      options.push_back(with_value("-" + letter, value));
      return options;
    }
    return {};
  }

  static std::string next_word(std::vector<std::string>& words, const std::string& option) {
    if (words.empty()) throw UsageError(option + ": missing argument");
    std::string value = words.front();
    words.erase(words.begin());
    return value;
  }

  const Grammar& grammar_;
};

std::vector<po::option> split(const Grammar& grammar, const std::vector<std::string>& arguments) {
  try {
    return po::command_line_parser(arguments)
        .options(grammar.description())
        .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
        .extra_style_parser(ValueParser(grammar))
        .run()
        .options;
  } catch (const po::unknown_option& error) {
    throw UsageError(error.get_option_name() + ": unknown option");
  } catch (const po::invalid_command_line_syntax& error) {
    throw UsageError(error.get_option_name() + ": option does not take an argument");
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace

Request parse(const std::vector<std::string>& arguments, const Aliases& aliases) {
  static const Grammar grammar;
  const auto takes_value = [](const std::string& name) { return grammar.takes_value(name); };
  Request request;
  for (const po::option& word : split(grammar, expand_aliases(arguments, aliases, takes_value))) {
    if (word.string_key.empty()) {
      request.arguments.push_back(fs::normal_path(word.value.front()));
      continue;
    }
    const std::string& key = word.string_key;
    const Meaning& meaning = *grammar.find(key.front() == '-' ? key.substr(1) : key);
    Use use{first_name(*meaning.option), meaning.on, {}};
    if (!word.value.empty()) use.value = word.value.front();
    if (is_path(*meaning.option)) use.value = fs::normal_path(use.value);
    meaning.option->apply(request, use);
  }
  // -h is --help where it can mean nothing else: in the only word.
  if (arguments.size() == 1 && request.output.human_readable > 1) request.help = true;
  return request;
}

}  // namespace smartsync::cli
