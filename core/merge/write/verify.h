#pragma once

#include "core/merge/write/job_meter.h"
#include "core/merge/write/tensor_stream.h"

namespace layerloom::core {

/// Bytes that verifying a plan's output reads of it.
std::uint64_t verifyBytes(const MergePlan& plan, VerifyMode mode);

/// Compares a shard in `folder` with its plan; throws Error{Mismatch} naming file, tensor and byte of the first difference,
/// Error{Io} for what cannot be read. What the file system says to be the very blocks of a source is not read. `tensors` is needed for VerifyMode::Full.
void verifyShard(const PlannedShard& shard, VerifyMode mode, const std::filesystem::path& folder,
                 TensorStream& tensors, JobMeter& meter);

/// Compares config, index and the other files in `folder` with the plan. Throws as verifyShard() does.
void verifyFiles(const MergePlan& plan, const std::filesystem::path& folder, TensorStream& tensors,
                 JobMeter& meter);

} // namespace layerloom::core
