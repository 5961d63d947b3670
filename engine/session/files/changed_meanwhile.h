// The error of somebody else having been faster.
#pragma once

#include "engine/fs/error.h"

namespace smartsync::session {

// Somebody changed the file, on either side, since it was looked at. Nothing of it was replaced.
class ChangedMeanwhile : public Error {
 public:
  using Error::Error;
};

}  // namespace smartsync::session
