#pragma once

#include "core/engine/runner.h"
#include "core/io/file.h"
#include "core/run/runnable_stack.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace layerloom::core {

/// The files of checkpoints, opened when they are first read and then kept open. Any thread may read.
class WeightFiles {
public:
    /// The tensors of a block, named as in their layer. Must not outlive this object.
    std::vector<WeightSource> layer(const RunnableBlock& block);
    /// The tensors of a part by their full names.
    std::vector<WeightSource> part(const RunnablePart& part);

    /// Makes reads throw Error{Cancelled} from now on, or no longer.
    void setStopped(bool isStopped) { m_isStopped = isStopped; }
    std::uint64_t bytesRead() const { return m_bytesRead; }

private:
    /// An opened shard; the checkpoint stays alive with it.
    struct OpenFile {
        std::shared_ptr<const Checkpoint> checkpoint;
        File file;
    };

    WeightSource source(const Model& model, const TensorInfo& tensor, std::string name, double scale);
    void readFile(const std::shared_ptr<const Checkpoint>& checkpoint, std::uint32_t shard,
                  std::span<std::byte> buffer, std::uint64_t offset);
    const File& file(const std::shared_ptr<const Checkpoint>& checkpoint, std::uint32_t shard);

    std::mutex m_mutex;
    std::map<std::pair<const Checkpoint*, std::uint32_t>, OpenFile> m_files;
    std::atomic<bool> m_isStopped = false;
    std::atomic<std::uint64_t> m_bytesRead = 0;
};

} // namespace layerloom::core
