// What the share answers to each request of the kernel. Every operation describes a Call and hands
// it to Share::serve; the session's user data is the Share.
#pragma once

#include <fuse3/fuse_lowlevel.h>

#include "tests/share/share.h"

namespace smartsync::share {

fuse_lowlevel_ops operations();

// The parts that operations() is made of.
void add_name_operations(fuse_lowlevel_ops& operations);
void add_attribute_operations(fuse_lowlevel_ops& operations);
void add_file_operations(fuse_lowlevel_ops& operations);
void add_content_operations(fuse_lowlevel_ops& operations);
void add_directory_operations(fuse_lowlevel_ops& operations);

inline Share& share_of(fuse_req_t request) {
  return *static_cast<Share*>(fuse_req_userdata(request));
}

// A node's attributes as the share tells them: times in its own granularity.
struct stat attributes(const Share& share, const Node& node);
// What that name is called on a server that ignores case, if there is one; else `name`.
std::string name_on_server(Share& share, fuse_ino_t parent, const char* name);
// `name` in `parent`, once more known to the kernel.
fuse_entry_param entry(Share& share, const NodePointer& parent, const std::string& name);
void reply_entry(fuse_req_t request, Share& share, const NodePointer& parent,
                 const std::string& name);
// What root creates for somebody else belongs to them.
void give_to_caller(fuse_req_t request, const Node& parent, const std::string& name);

}  // namespace smartsync::share
