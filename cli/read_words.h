// Reads a command's words with Boost.Program_options.
#pragma once

#include <boost/program_options.hpp>
#include <span>
#include <string>
#include <vector>

namespace smartsync::cli {

// What belongs to no option goes to `operands`, `most` of them (-1: any number), which messages
// call by `name`. `options` gets that one more. Throws boost::program_options::error.
inline void read_words(boost::program_options::options_description& options,
                       std::span<const std::string> words, const char* name,
                       std::vector<std::string>& operands, int most) {
  namespace po = boost::program_options;
  options.add_options()(name, po::value(&operands));
  po::positional_options_description positional;
  positional.add(name, most);
  po::variables_map values;
  po::store(po::command_line_parser(std::vector<std::string>(words.begin(), words.end()))
                .options(options)
                .positional(positional)
                .run(),
            values);
  po::notify(values);
}

}  // namespace smartsync::cli
