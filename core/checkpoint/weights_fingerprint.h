#pragma once

#include "core/base/job_context.h"
#include "core/checkpoint/checkpoint.h"

#include <string>

namespace layerloom::core {

/// Identifies the weights of a checkpoint, for cache keys: the hash of fingerprint() and of up to 4,096 bytes
/// from the middle of every tensor, as 16 hex digits; those of a dequantized checkpoint's files, with "-dequantized". It differs where fingerprint() does not: two fine-tunes
/// of one base whose file times are normalised (archives, reproducible images, the Nix store). Of more than
/// 2,048 tensors only 2,048 are sampled, spread over the files, since each costs a seek on a slow disk. An
/// edit outside the samples shows in the file time alone. Throws Error{Io}, Error{Mismatch} when a file has
/// changed since it was opened, Error{Cancelled}.
std::string weightsFingerprint(const Checkpoint& checkpoint, const JobContext& job = {});

} // namespace layerloom::core
