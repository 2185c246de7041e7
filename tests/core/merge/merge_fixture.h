#pragma once

#include "core/merge/write/run_merge.h"
#include "core/stack/stack.h"
#include "tests/support/tiny_checkpoint.h"

#include <filesystem>
#include <string>
#include <vector>

namespace layerloom::tests {

/// What a test writes: folders of one that goes with it.
class TestFolders {
protected:
    /// Where nothing is yet; another place each time.
    std::filesystem::path fresh();
    /// A checkpoint in a folder of its own.
    std::filesystem::path written(const TinyOptions& options);

    TemporaryFolder m_folder;

private:
    int m_number = 0;
};

/// A stack over opened checkpoints: source 0 is the first folder.
core::Stack stackOf(const std::vector<std::filesystem::path>& folders, core::Blocks blocks);

/// Blocks of source 0.
core::Blocks layersOfA(const std::vector<std::uint32_t>& layers);

/// Bytes of a tensor as a folder's files hold them; empty when there is no such tensor.
std::string tensorBytes(const core::Checkpoint& checkpoint, const std::string& name);
std::string tensorBytes(const std::filesystem::path& folder, const std::string& name);

/// Names of the tensors of all shards in the order in which they stand.
std::vector<std::string> tensorNames(const core::MergePlan& plan);

const core::PlannedTensor* findTensor(const core::MergePlan& plan, const std::string& name);
/// The content of a file that the plan writes; "(none)" when there is none of that name.
std::string plannedText(const core::MergePlan& plan, const std::string& name);
bool hasFile(const core::MergePlan& plan, const std::string& name);

/// The message of a failure, or "succeeded".
template <typename T> std::string messageOf(const core::Result<T>& result)
{
    return result ? std::string("succeeded") : result.error().message();
}

/// Names of all entries of a folder, sorted.
std::vector<std::string> entriesOf(const std::filesystem::path& folder);

} // namespace layerloom::tests
