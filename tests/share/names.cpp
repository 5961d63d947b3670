// Names: looked up, made, moved and taken away.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "tests/share/operations.h"

namespace smartsync::share {
namespace {

void look_up(fuse_req_t request, fuse_ino_t parent, const char* name) {
  Share& share = share_of(request);
  share.serve(
      {request, Kind::lookup, {{parent, name}}, [=, &share, typed = std::string(name)](Passage&) {
         try {
           reply_entry(request, share, share.nodes().get(parent),
                       name_on_server(share, parent, typed.c_str()));
         } catch (const std::system_error& failure) {
           if (failure.code().value() != ENOENT) throw;
           // That a name is free is remembered as long as what it stands for would be.
           fuse_entry_param none{};
           none.entry_timeout = share.settings().cache_seconds;
           fuse_reply_entry(request, &none);
         }
       }});
}

void forget(fuse_req_t request, fuse_ino_t node, std::uint64_t times) {
  share_of(request).nodes().forget(node, times);
  fuse_reply_none(request);
}

void forget_multi(fuse_req_t request, std::size_t count, fuse_forget_data* forgets) {
  for (std::size_t i = 0; i < count; ++i) {
    share_of(request).nodes().forget(forgets[i].ino, forgets[i].nlookup);
  }
  fuse_reply_none(request);
}

// What mkdir, symlink and link have in common: `make` brings the new name about.
void make_name(fuse_req_t request, Kind kind, std::vector<Place> places, bool is_directory,
               std::function<void(const Node& parent, const std::string& name)> make) {
  Share& share = share_of(request);
  const Place place = places.back();
  share.serve({request, kind, std::move(places), [=, &share, make = std::move(make)](Passage&) {
                 const NodePointer parent = share.nodes().get(place.node);
                 {
                   auto change = share.change();
                   change.will_create(parent, place.name, is_directory);
                   make(*parent, place.name);
                   change.done();
                 }
                 reply_entry(request, share, parent, place.name);
               }});
}

void make_directory(fuse_req_t request, fuse_ino_t parent, const char* name, mode_t mode) {
  make_name(request, Kind::mkdir, {{parent, name_on_server(share_of(request), parent, name)}}, true,
            [=](const Node& folder, const std::string& new_name) {
              check(mkdirat(folder.fd, new_name.c_str(), mode));
              give_to_caller(request, folder, new_name);
            });
}

void make_symlink(fuse_req_t request, const char* target, fuse_ino_t parent, const char* name) {
  if (!share_of(request).settings().links) {
    fuse_reply_err(request, EOPNOTSUPP);
    return;
  }
  make_name(request, Kind::symlink, {{parent, name_on_server(share_of(request), parent, name)}},
            false,
            [=, target = std::string(target)](const Node& folder, const std::string& new_name) {
              check(symlinkat(target.c_str(), folder.fd, new_name.c_str()));
              give_to_caller(request, folder, new_name);
            });
}

void make_link(fuse_req_t request, fuse_ino_t node, fuse_ino_t parent, const char* name) {
  Share& share = share_of(request);
  if (!share.settings().links) {
    fuse_reply_err(request, EOPNOTSUPP);
    return;
  }
  make_name(request, Kind::link, {{node, ""}, {parent, name_on_server(share, parent, name)}}, false,
            [=, &share](const Node& folder, const std::string& new_name) {
              check(linkat(AT_FDCWD, share.nodes().get(node)->magic_link().c_str(), folder.fd,
                           new_name.c_str(), AT_SYMLINK_FOLLOW));
            });
}

// A server of files has no devices, sockets and pipes.
void make_special(fuse_req_t request, fuse_ino_t /*parent*/, const char* /*name*/, mode_t /*mode*/,
                  dev_t /*device*/) {
  fuse_reply_err(request, EPERM);
}

void remove_name(fuse_req_t request, Kind kind, const Place& place, int flags) {
  Share& share = share_of(request);
  share.serve({request, kind, {place}, [=, &share](Passage&) {
                 const NodePointer parent = share.nodes().get(place.node);
                 auto change = share.change();
                 const bool is_gone = change.will_remove(parent, place.name);
                 if (!is_gone) check(unlinkat(parent->fd, place.name.c_str(), flags));
                 change.done();
                 fuse_reply_err(request, 0);
               }});
}

void remove_file(fuse_req_t request, fuse_ino_t parent, const char* name) {
  remove_name(request, Kind::unlink, {parent, name_on_server(share_of(request), parent, name)}, 0);
}

void remove_directory(fuse_req_t request, fuse_ino_t parent, const char* name) {
  remove_name(request, Kind::rmdir, {parent, name_on_server(share_of(request), parent, name)},
              AT_REMOVEDIR);
}

void rename_on(Share& share, const Place& from, const Place& to, unsigned flags) {
  const NodePointer old_parent = share.nodes().get(from.node);
  const NodePointer new_parent = share.nodes().get(to.node);
  auto change = share.change();
  // Asked before the change, which would bury what is there.
  const bool may_replace = (flags & RENAME_NOREPLACE) == 0;
  if (!may_replace && faccessat(new_parent->fd, to.name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
    fail(EEXIST);
  }
  change.will_rename(old_parent, from.name, new_parent, to.name);
  check(renameat2(old_parent->fd, from.name.c_str(), new_parent->fd, to.name.c_str(), flags));
  change.done();
  share.nodes().renamed(new_parent, to.name);
}

void rename_entry(fuse_req_t request, fuse_ino_t parent, const char* name, fuse_ino_t new_parent,
                  const char* new_name, unsigned flags) {
  Share& share = share_of(request);
  if ((flags & ~unsigned(RENAME_NOREPLACE)) != 0) {
    fuse_reply_err(request, EINVAL);
    return;
  }
  const Place from{parent, name_on_server(share, parent, name)};
  Place to{new_parent, name_on_server(share, new_parent, new_name)};
  if (parent == new_parent && to.name == from.name) to.name = new_name;
  share.serve({request, Kind::rename, {from, to}, [=, &share](Passage&) {
                 rename_on(share, from, to, flags);
                 fuse_reply_err(request, 0);
               }});
}

}  // namespace

void add_name_operations(fuse_lowlevel_ops& operations) {
  operations.lookup = look_up;
  operations.forget = forget;
  operations.forget_multi = forget_multi;
  operations.mkdir = make_directory;
  operations.symlink = make_symlink;
  operations.link = make_link;
  operations.mknod = make_special;
  operations.unlink = remove_file;
  operations.rmdir = remove_directory;
  operations.rename = rename_entry;
}

}  // namespace smartsync::share
