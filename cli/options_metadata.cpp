// Links, and what is kept of a file besides its content.
#include "cli/option_table.h"
#include "cli/option_values.h"
#include "engine/fs/name.h"
#include "engine/sync/id_map.h"

namespace smartsync::cli {
namespace {

// A switch that can be given more than once.
template <int sync::Options::*member>
void count(Request& request, const Use& use) {
  request.options.*member = use.on ? request.options.*member + 1 : 0;
}

using O = sync::Options;

// A map of users or of groups, given once: as a map, or by --chown.
void set_map(std::vector<std::string>& maps, bool& by_chown, const std::string& map,
             const std::string& option, const char* kind) {
  const bool chown = option == "--chown";
  const std::string map_option = std::string("--") + kind + "map";
  if (!maps.empty()) {
    if (chown && by_chown) {
      throw UsageError(std::string("You can only specify a ") + kind + "-affecting --chown once.");
    }
    if (chown) throw UsageError("--chown conflicts with prior " + map_option + ".");
    if (by_chown) throw UsageError(map_option + " conflicts with prior --chown.");
    throw UsageError("You can only specify " + map_option + " once.");
  }
  maps.push_back(map);
  by_chown = chown;
}

// A map asks for the owner, as -o does; a later --no-o takes that back.
void map_users(Request& request, const std::string& map, const std::string& option) {
  set_map(request.options.usermap, request.chown_user, map, option, "user");
  request.options.owner = true;
}

void map_groups(Request& request, const std::string& map, const std::string& option) {
  set_map(request.options.groupmap, request.chown_group, map, option, "group");
  request.options.group = true;
}

void chown(Request& request, const Use& use) {
  const sync::ChownMaps maps = sync::parse_chown(use.value);
  if (!maps.usermap.empty()) map_users(request, maps.usermap, "--chown");
  if (!maps.groupmap.empty()) map_groups(request, maps.groupmap, "--chown");
}

// It is for wrappers that serve a directory to other machines. A local run's own options name what
// they want; "/" confines nothing.
void confine_root(Request& request, const Use& use) {
  if (!fs::is_absolute(use.value)) throw UsageError("--confine-root must be an absolute path");
  request.confined = true;
  request.options.confine_root.reset();
  if (use.value != fs::normal_path("/")) request.options.confine_root = use.value;
}

void all_devices(Request& request, const Use& use) {
  request.options.devices = request.options.specials = use.on;
}

constexpr Option metadata_rows[] = {
    {"links,l", "", true, "copy symlinks as symlinks", flag<&O::links>},
    {"copy-links,L", "", false, "copy what symlinks point to", flag<&O::copy_links>},
    {"copy-unsafe-links", "", false, "the same for symlinks that leave the tree",
     flag<&O::copy_unsafe_links>},
    {"safe-links", "", false, "leave out symlinks that leave the tree", flag<&O::safe_links>},
    {"insecure-links", "", true, "follow anyone's symlinks in the paths given",
     flag<&O::insecure_links>},
    {"confine-root", "DIR", false, "use no listed names and rules outside DIR", confine_root},
    {"munge-links", "", true, "make copied symlinks harmless", flag<&O::munge_links>},
    {"copy-dirlinks,k", "", false, "copy directories for symlinks to them",
     flag<&O::copy_dirlinks>},
    {"keep-dirlinks,K", "", false, "use the destination's symlinks to directories",
     flag<&O::keep_dirlinks>},
    {"hard-links,H", "", true, "keep hard links", flag<&O::hard_links>},
    {"perms,p", "", true, "keep permissions", flag<&O::perms>},
    {"executability,E", "", false, "keep whether a file can be run", flag<&O::executability>},
    {"chmod", "CHMOD", false, "change permissions on the way",
     [](Request& r, const Use& u) {
       check_chmod(u.value);
       r.options.chmod.push_back(u.value);
     }},
    {"acls,A", "", true, "keep access control lists (implies -p)",
     [](Request& r, const Use& u) {
       r.options.acls = u.on;
       if (u.on) r.options.perms = true;
     }},
    {"xattrs,X", "", true, "keep extended attributes", count<&O::xattrs>},
    {"owner,o", "", true, "keep the owner (superuser only)", flag<&O::owner>},
    {"group,g", "", true, "keep the group", flag<&O::group>},
    {"devices", "", true, "copy device files (superuser only)", flag<&O::devices>},
    {"copy-devices", "", false, "copy the content of device files", flag<&O::copy_devices>},
    {"write-devices", "", true, "write into device files (implies --inplace)",
     flag<&O::write_devices>},
    {"specials", "", true, "copy sockets and fifos", flag<&O::specials>},
    {"drop-D", "", true, "create no device or special files", flag<&O::drop_devices>},
    {",D", "", true, "--devices --specials", all_devices},
    {"times,t", "", true, "keep modification times", flag<&O::times>},
    {"atimes,U", "", true, "keep access times", count<&O::atimes>},
    {"open-noatime", "", true, "read without touching access times", flag<&O::open_noatime>},
    {"crtimes,N", "", true, "keep creation times (where the system can)", flag<&O::crtimes>},
    {"omit-dir-times,O", "", true, "except those of directories", flag<&O::omit_dir_times>},
    {"omit-link-times,J", "", true, "except those of symlinks", flag<&O::omit_link_times>},
    {"super", "", true, "act as superuser",
     [](Request& r, const Use& u) {
       r.options.super = u.on;
       r.options.fake_super = r.options.source_fake_super = false;
     }},
    {"fake-super", "", false, "store what only a superuser may set in attributes",
     [](Request& r, const Use&) {
       r.options.super.reset();
       r.options.fake_super = r.options.source_fake_super = true;
     }},
    {"numeric-ids", "", true, "keep numbers, not names, of users and groups",
     flag<&O::numeric_ids>},
    {"usermap", "STRING", false, "rename users",
     [](Request& r, const Use& u) { map_users(r, u.value, "--usermap"); }},
    {"groupmap", "STRING", false, "rename groups",
     [](Request& r, const Use& u) { map_groups(r, u.value, "--groupmap"); }},
    {"chown", "USER:GROUP", false, "one user and one group for everything", chown},
    {"copy-as", "USER[:GROUP]", false, "do the work as this user",
     [](Request& r, const Use& u) { r.copy_as = u.value; }},
};

}  // namespace

std::span<const Option> metadata_options() {
  return metadata_rows;
}

}  // namespace smartsync::cli
