// What CVS ignores by default: the list that rsync(1) prints under --cvs-exclude.
#pragma once

#include <string_view>

namespace smartsync::tree {

// Patterns separated by spaces.
inline constexpr std::string_view cvs_default_patterns =
    "RCS SCCS CVS CVS.adm RCSLOG cvslog.* tags TAGS .make.state .nse_depinfo *~ #* .#* ,* _$* *$ "
    "*.old *.bak *.BAK *.orig *.rej .del-* *.a *.olb *.o *.obj *.so *.exe *.Z *.elc *.ln core "
    ".svn/ .git/ .hg/ .bzr/";

}  // namespace smartsync::tree
