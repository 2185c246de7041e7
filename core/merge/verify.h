#pragma once

#include "core/merge/job_meter.h"
#include "core/merge/tensor_stream.h"

namespace layerloom::core {

/// Bytes that verifying a plan's output reads of it.
std::uint64_t verifyBytes(const MergePlan& plan, VerifyMode mode);

/// Compares a folder with the plan it was written from; throws Error{Mismatch} naming file, tensor and byte of the first
/// difference, Error{Io} for what cannot be read. `tensors` is needed for VerifyMode::Full.
void verifyFolder(const MergePlan& plan, VerifyMode mode, const std::filesystem::path& folder,
                  TensorStream& tensors, JobMeter& meter);

} // namespace layerloom::core
