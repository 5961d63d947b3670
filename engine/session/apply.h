// Carries out a plan, several actions at a time, and tells what both sides agree about afterwards.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/fs/error.h"
#include "engine/session/delivery.h"
#include "engine/session/plan.h"
#include "engine/session/state.h"
#include "engine/session/steps.h"

namespace smartsync::session {

// What was done so far.
struct Counts {
  std::uint64_t files = 0;      // whose content went over, links included
  std::uint64_t deletions = 0;  // of files, links and directories
  std::uint64_t bytes = 0;      // that went over the link
  std::uint64_t failures = 0;
};

// Called by one thread at a time.
class ApplyEvents {
 public:
  virtual ~ApplyEvents() = default;
  virtual void done(const Action& action, std::uint64_t bytes) = 0;
  // It was done, but for times or permissions, which could not be set.
  virtual void metadata_refused(const Action& action) = 0;
  // `error` may be about a temporary file, or another one of the session's own.
  virtual void failed(const Action& action, const Error& error) = 0;
  virtual void progress(std::uint64_t bytes) = 0;  // of content, since the last call
  // Asked between actions: true leaves the rest of the plan undone.
  virtual bool must_stop() = 0;
  // A directory that is to have such permissions is opened, or made, for its owner to fill it.
  // Noted before it is, until it is closed: the run may be killed in between.
  virtual void opening(Side side, const std::string& path, std::uint16_t permissions) = 0;
  virtual void closed(Side side, const std::string& path) = 0;
  // Both sides now agree about these; durable on both. They are to be remembered.
  virtual void agreed(const std::vector<State::Change>& changes) = 0;
};

// What a plan is carried out with. All outlive the call.
struct ApplyMeans {
  Snapshots& found;  // what the plan was made of; what is set aside is added under its new name
  const Steps& steps;
  Delivery& delivery;
  std::size_t threads;  // actions under way at once
};

// Returns when everything is done, or has failed and been told.
Counts carry_out(const Plan& plan, const ApplyMeans& means, ApplyEvents& events);

}  // namespace smartsync::session
