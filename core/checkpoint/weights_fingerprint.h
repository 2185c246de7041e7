#pragma once

#include "core/base/job_context.h"
#include "core/checkpoint/checkpoint.h"

#include <string>

namespace layerloom::core {

/// Tells the weights of checkpoints apart that have one fingerprint(), as two fine-tunes of one base have where file times
/// are normalised: in archives, reproducible images, the Nix store. The hash of fingerprint() and of up to 4 kB from the
/// middle of every tensor, as 16 hex digits. Of more than 2,048 tensors as many are read, spread over the files: on a slow
/// disk each costs a seek. An edit that no sample meets is told by the file's time alone.
/// Throws Error when a file cannot be read or has changed since it was opened, Error{Cancelled} when the job was stopped.
std::string weightsFingerprint(const Checkpoint& checkpoint, const JobContext& job = {});

} // namespace layerloom::core
