#pragma once

#include "core/checkpoint/tensor_reader.h"
#include "core/io/file.h"
#include "core/merge/plan/plan.h"

#include <vector>

namespace layerloom::core {

/// The source files of a plan, opened read-only on first use.
class SourceFiles {
public:
    /// REQUIRES: `plan` outlives this.
    explicit SourceFiles(const MergePlan& plan);

    /// Fills `buffer` with the bytes of a tensor's source from `offset` on, counted from its first byte; those of a
    /// decoded tensor fastest in pieces that follow each other. Throws Error{Io}, Error{Mismatch} when the file has
    /// changed since the checkpoint was opened, and what a decoder throws.
    void read(const PlannedTensor& tensor, std::span<std::byte> buffer, std::uint64_t offset);

    /// Throws Error{Mismatch} when one of the opened files has changed.
    void requireUnchanged() const;

    /// A source file, opened on first use. Throws as read() does.
    const File& file(std::uint32_t model, std::uint32_t shard);

private:
    void requireUnchanged(std::uint32_t model, std::uint32_t shard) const;

    const MergePlan& m_plan;
    std::vector<std::vector<File>> m_files; // by model and shard
    TensorReader m_reader;
};

} // namespace layerloom::core
