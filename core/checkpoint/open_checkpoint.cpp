#include "core/base/text.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/input_file.h"
#include "core/checkpoint/safetensors_header.h"
#include "core/checkpoint/shard_index.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxConfigBytes = 64'000'000;
constexpr std::string_view kWeights = ".safetensors";
constexpr std::string_view kIndex = ".safetensors.index.json";

/// What is opened: a folder, and in it the files, with an index or without.
struct Files {
    fs::path folder;
    std::vector<std::string> names;
    std::string indexName;
    std::optional<ShardIndex> index;
};

std::string folderText(const fs::path& folder)
{
    return "The folder " + folder.string();
}

std::vector<std::string> fileNamesIn(const fs::path& folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        names.push_back(entry->path().filename().string());
    if (error)
        throw Error(ErrorCode::Io, folderText(folder) + " cannot be read: " + error.message());
    std::sort(names.begin(), names.end(), naturalLess);
    return names;
}

/// "model-00002-of-00003.safetensors" in three parts.
struct NumberedName {
    std::string_view stem; ///< "model-"
    std::string_view number;
    std::string_view count;
};

bool isNumber(std::string_view text)
{
    return !text.empty() && text.size() < 9
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<NumberedName> numberedName(std::string_view name)
{
    name.remove_suffix(kWeights.size());
    const std::size_t of = name.rfind("-of-");
    if (of == std::string_view::npos)
        return std::nullopt;
    const std::size_t dash = name.rfind('-', of - 1);
    if (of == 0 || dash == std::string_view::npos)
        return std::nullopt;
    const NumberedName parts {name.substr(0, dash + 1), name.substr(dash + 1, of - dash - 1),
                              name.substr(of + 4)};
    if (!isNumber(parts.number) || !isNumber(parts.count))
        return std::nullopt;
    return parts;
}

int toInt(std::string_view digits)
{
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

// Without an index only the names tell that a shard is missing.
void checkNumbers(const std::vector<std::string>& names, const fs::path& folder)
{
    const std::set<std::string, std::less<>> present(names.begin(), names.end());
    for (const std::string& name : names) {
        const std::optional<NumberedName> parts = numberedName(name);
        for (int i = 1; parts && i <= toInt(parts->count); ++i) {
            std::string wanted = std::to_string(i);
            wanted.insert(0, parts->number.size() - std::min(parts->number.size(), wanted.size()), '0');
            wanted.insert(0, parts->stem).append("-of-").append(parts->count).append(kWeights);
            if (present.contains(wanted))
                continue;
            wanted.append(" is missing in ").append(folder.string()).append(", which has ").append(name);
            throw Error(ErrorCode::Corrupt, wanted);
        }
    }
}

// Adapters are no weights of the model; Mistral's "consolidated" files are the same weights once more.
std::vector<std::string> weightFiles(const std::vector<std::string>& names)
{
    std::vector<std::string> weights;
    std::vector<std::string> consolidated;
    for (const std::string& name : names) {
        if (!name.ends_with(kWeights) || name.starts_with('.') || name.starts_with("adapter_"))
            continue;
        (name.starts_with("consolidated") ? consolidated : weights).push_back(name);
    }
    return weights.empty() ? consolidated : weights;
}

bool holdsEnding(const std::vector<std::string>& names, std::string_view ending)
{
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name.ends_with(ending); });
}

[[noreturn]] void refuseFolder(const fs::path& folder, const std::vector<std::string>& names)
{
    const char* const reason = names.empty() ? " is empty"
        : holdsEnding(names, ".bin") || holdsEnding(names, ".pt")
        ? " holds PyTorch .bin weights; only safetensors can be opened"
        : holdsEnding(names, ".gguf") ? " holds a GGUF file; only safetensors can be opened"
                                      : " holds no .safetensors file";
    throw Error(ErrorCode::Unsupported, folderText(folder) + reason);
}

Files withIndex(fs::path folder, std::string indexName)
{
    Files files;
    files.index = readShardIndex(folder / indexName);
    files.names = files.index->files;
    files.folder = std::move(folder);
    files.indexName = std::move(indexName);
    return files;
}

// The order in which transformers looks: one file, an index, then whatever weights lie there.
Files filesOfFolder(const fs::path& folder, bool allowNone)
{
    const std::vector<std::string> names = fileNamesIn(folder);
    const auto has = [&](const char* name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (has("model.safetensors"))
        return {folder, {"model.safetensors"}, {}, {}};
    if (has("model.safetensors.index.json"))
        return withIndex(folder, "model.safetensors.index.json");
    const auto isIndex = [](const std::string& name) {
        return name.ends_with(kIndex) && !name.starts_with("consolidated");
    };
    if (std::count_if(names.begin(), names.end(), isIndex) == 1)
        return withIndex(folder, *std::find_if(names.begin(), names.end(), isIndex));
    std::vector<std::string> weights = weightFiles(names);
    if (weights.empty() && !(allowNone && has("config.json")))
        refuseFolder(folder, names);
    checkNumbers(weights, folder);
    return {folder, std::move(weights), {}, {}};
}

Files filesAt(const fs::path& given, bool allowNone)
{
    fs::path path = fs::absolute(given).lexically_normal();
    if (!path.has_filename())
        path = path.parent_path();
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status))
        throw Error(ErrorCode::Io,
                    fs::status_known(status) ? path.string() + " is not there"
                                             : path.string() + " cannot be read: " + error.message());
    if (fs::is_directory(status))
        return filesOfFolder(path, allowNone);
    const std::string name = path.filename().string();
    if (name.ends_with(kIndex))
        return withIndex(path.parent_path(), name);
    if (name.ends_with(kWeights))
        return {path.parent_path(), {name}, {}, {}};
    throw Error(ErrorCode::Unsupported,
                path.string() + " is neither a model folder nor a .safetensors file nor an index");
}

std::string readConfig(const Files& files)
{
    const fs::path path = files.folder / "config.json";
    std::error_code error;
    if (!fs::exists(fs::status(path, error)) && fs::status_known(fs::status(path, error)))
        throw Error(ErrorCode::Unsupported,
                    folderText(files.folder) + " has no config.json"
                        + (files.names.size() == 1 ? " to go with " + files.names.front() : ""));
    return readWholeFile(path, kMaxConfigBytes);
}

/// Collects shards; each tensor comes from one of them.
class Collector {
public:
    explicit Collector(const Files& files)
        : m_files(files)
    {}

    void addShard(const std::string& name)
    {
        const fs::path path = m_files.folder / name;
        std::error_code error;
        if (m_files.index && !fs::exists(fs::status(path, error)))
            throw Error(ErrorCode::Corrupt,
                        name + ", which " + m_files.indexName + " names, is missing in "
                            + m_files.folder.string());
        SafetensorsHeader header = readSafetensorsHeader(path);
        const auto shard = static_cast<std::uint32_t>(m_shards.size());
        m_shards.push_back({path, header.fileBytes, header.headerBytes, header.modified,
                            std::move(header.metadata), header.headerHash});
        for (TensorInfo& tensor : header.tensors)
            addTensor(std::move(tensor), shard);
    }

    // A tensor that the index does not know is kept: whoever reads whole files sees it as well.
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
                                                  std::move(config));
    }

private:
    const Files& m_files;
    std::vector<Shard> m_shards;
    std::vector<TensorInfo> m_tensors;
    std::unordered_map<std::string, std::uint32_t> m_seen;
};

} // namespace

Result<std::shared_ptr<const Checkpoint>> openCheckpoint(const fs::path& path, bool allowConfigOnly)
{
    return guarded([&] {
        const Files files = filesAt(path, allowConfigOnly);
        std::string config = readConfig(files);
        Collector collector(files);
        for (const std::string& name : files.names)
            collector.addShard(name);
        collector.checkIndex();
        return collector.finish(std::move(config));
    });
}

} // namespace layerloom::core
