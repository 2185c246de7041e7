#include "core/checkpoint/open_checkpoint.h"

#include "core/base/text.h"
#include "core/checkpoint/checkpoint_files.h"
#include "core/checkpoint/safetensors_header.h"
#include "core/checkpoint/torch_archive.h"
#include "core/io/text_file.h"

#include <unordered_map>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxConfigBytes = 64'000'000;

std::string readConfig(const CheckpointFiles& files)
{
    const fs::path path = files.folder / "config.json";
    std::error_code error;
    if (!fs::exists(fs::status(path, error)) && fs::status_known(fs::status(path, error)))
        throw Error(ErrorCode::Unsupported,
                    folderText(files.folder) + " has no config.json"
                        + (files.names.size() == 1 ? " to go with " + files.names.front() : ""));
    std::string text = readTextFile(path, kMaxConfigBytes);
    if (text.starts_with("\xEF\xBB\xBF"))
        throw Error(ErrorCode::Corrupt,
                    path.string()
                        + " begins with a byte order mark, which Python's JSON reader refuses: save it "
                          "as UTF-8 without one");
    return text;
}

/// Collects the shards of a checkpoint and their tensors.
class ShardCollector {
public:
    explicit ShardCollector(const CheckpointFiles& files)
        : m_files(files)
    {}

    void addShard(const std::string& name)
    {
        const fs::path path = m_files.folder / name;
        std::error_code error;
        if (fs::is_symlink(path, error) && !fs::exists(fs::status(path, error)))
            throw Error(ErrorCode::Corrupt,
                        path.string()
                            + " is a link to a file that is not there: the download is not complete");
        if (m_files.index && !fs::exists(fs::status(path, error)))
            throw Error(ErrorCode::Corrupt,
                        name + ", which " + m_files.indexName + " names, is missing in "
                            + m_files.folder.string());
        if (isTorchFile(name)) {
            TorchArchive archive = readTorchArchive(path);
            add({path, archive.fileBytes, archive.dataBegin, archive.modified, {}, 0},
                std::move(archive.tensors));
        } else {
            SafetensorsHeader header = readSafetensorsHeader(path);
            add({path, header.fileBytes, header.headerBytes, header.modified, std::move(header.metadata),
                 header.headerHash},
                std::move(header.tensors));
        }
    }

    void add(Shard shard, std::vector<TensorInfo> tensors)
    {
        const auto number = static_cast<std::uint32_t>(m_shards.size());
        m_shards.push_back(std::move(shard));
        if (m_tensors.size() + tensors.size() > kMaxTensors)
            throw Error(ErrorCode::Unsupported,
                        folderText(m_files.folder) + " has more than " + groupedDigits(kMaxTensors)
                            + " tensors");
        for (TensorInfo& tensor : tensors)
            addTensor(std::move(tensor), number);
    }

    // A tensor that the index does not name is kept: readers of whole files see it too.
    void addTensor(TensorInfo tensor, std::uint32_t shard)
    {
        tensor.shard = shard;
        if (m_files.index) {
            const auto place = m_files.index->shardOf.find(tensor.name);
            if (place != m_files.index->shardOf.end() && place->second != shard)
                return;
        }
        const auto [first, isNew] = m_seen.try_emplace(tensor.name, shard);
        if (!isNew)
            throw Error(ErrorCode::Corrupt,
                        "Tensor \"" + tensor.name + "\" is in "
                            + m_shards[first->second].path.filename().string() + " and in "
                            + m_shards[shard].path.filename().string());
        m_tensors.push_back(std::move(tensor));
    }

    void checkIndex() const
    {
        if (!m_files.index)
            return;
        const std::string* missing = nullptr;
        for (const auto& [name, shard] : m_files.index->shardOf) {
            if (!m_seen.contains(name) && (missing == nullptr || naturalLess(name, *missing)))
                missing = &name;
        }
        if (missing != nullptr)
            throw Error(ErrorCode::Corrupt,
                        m_files.indexName + " names tensor \"" + *missing + "\", which "
                            + m_files.names[m_files.index->shardOf.at(*missing)] + " does not hold");
    }

    std::shared_ptr<const Checkpoint> finish(std::string config)
    {
        return std::make_shared<const Checkpoint>(m_files.folder, std::move(m_shards), std::move(m_tensors),
                                                  std::move(config), m_files.notes);
    }

private:
    const CheckpointFiles& m_files;
    std::vector<Shard> m_shards;
    std::vector<TensorInfo> m_tensors;
    std::unordered_map<std::string, std::uint32_t> m_seen;
};

} // namespace

Result<std::shared_ptr<const Checkpoint>> openCheckpoint(const fs::path& path, bool allowConfigOnly)
{
    return guarded([&] {
        const CheckpointFiles files = checkpointFilesAt(path, allowConfigOnly);
        std::string config = readConfig(files);
        ShardCollector collector(files);
        for (const std::string& name : files.names)
            collector.addShard(name);
        collector.checkIndex();
        return collector.finish(std::move(config));
    });
}

} // namespace layerloom::core
