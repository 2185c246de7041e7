#include "core/checkpoint/checkpoint_files.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

/// File names of one format of weights.
struct Naming {
    std::string_view ending;
    std::string_view start; ///< of files without an index
    std::string_view single;
    std::string_view index;
};
constexpr Naming kSafetensors {".safetensors", "", "model.safetensors", "model.safetensors.index.json"};
// Other .bin files, such as training_args.bin, hold no weights.
constexpr Naming kTorch {".bin", "pytorch_model", "pytorch_model.bin", "pytorch_model.bin.index.json"};
constexpr std::string_view kIndexEnding = ".index.json";

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
    name = name.substr(0, name.rfind('.'));
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

// Without an index a missing shard shows only in the names of the others.
void checkNumbers(const std::vector<std::string>& names, const fs::path& folder)
{
    const std::set<std::string, std::less<>> present(names.begin(), names.end());
    for (const std::string& name : names) {
        const std::optional<NumberedName> parts = numberedName(name);
        for (int i = 1; parts && i <= toInt(parts->count); ++i) {
            std::string wanted = std::to_string(i);
            wanted.insert(0, parts->number.size() - std::min(parts->number.size(), wanted.size()), '0');
            wanted.insert(0, parts->stem).append("-of-").append(parts->count);
            wanted.append(fs::path(name).extension().string());
            if (present.contains(wanted))
                continue;
            wanted.append(" is missing in ").append(folder.string()).append(", which has ").append(name);
            throw Error(ErrorCode::Corrupt, wanted);
        }
    }
}

// Adapters are not weights of the model; Mistral's "consolidated" files repeat the same weights.
std::vector<std::string> weightFiles(const std::vector<std::string>& names, const Naming& naming)
{
    std::vector<std::string> weights;
    std::vector<std::string> consolidated;
    for (const std::string& name : names) {
        if (!name.ends_with(naming.ending) || !name.starts_with(naming.start) || name.starts_with('.')
            || name.starts_with("adapter_"))
            continue;
        (name.starts_with("consolidated") ? consolidated : weights).push_back(name);
    }
    return weights.empty() ? consolidated : weights;
}

bool has(const std::vector<std::string>& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool holdsEnding(const std::vector<std::string>& names, std::string_view ending)
{
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name.ends_with(ending); });
}

bool holdsStart(const std::vector<std::string>& names, std::string_view start)
{
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name.starts_with(start); });
}

/// The folders in `folder` that look like models.
std::vector<std::string> modelsIn(const fs::path& folder, const std::vector<std::string>& names)
{
    std::vector<std::string> models;
    std::error_code ignored;
    for (const std::string& name : names)
        if (fs::exists(folder / name / "config.json", ignored))
            models.push_back(name);
    return models;
}

/// Weights in a form that is not read, and what to do about it.
std::string otherFormat(const std::vector<std::string>& names)
{
    constexpr std::string_view kElse = "; only safetensors and PyTorch's .bin can be opened";
    if (holdsEnding(names, ".gguf"))
        return " holds a GGUF file" + std::string(kElse);
    if (holdsEnding(names, ".onnx"))
        return " holds an ONNX file" + std::string(kElse);
    if (has(names, "params.json"))
        return " holds a model in its first publisher's form (params.json): get the one that is made for "
               "transformers";
    for (const char* const ending : {".h5", ".msgpack", ".pth", ".pt", ".ckpt"})
        if (holdsEnding(names, ending))
            return " holds a " + std::string(ending) + " file" + std::string(kElse);
    return {};
}

/// Where the model is instead; empty when nothing tells.
std::string whatToOpen(const fs::path& folder, const std::vector<std::string>& names)
{
    if (std::error_code ignored; fs::is_directory(folder / "snapshots", ignored)) {
        const std::vector<std::string> snapshots =
            modelsIn(folder / "snapshots", fileNamesIn(folder / "snapshots"));
        if (!snapshots.empty())
            return " is the outer folder of a model in the Hub's cache: open "
                + (folder / "snapshots" / snapshots.front()).string();
    }
    if (has(names, "model_index.json"))
        return " is a pipeline of diffusers: open the folder of one of its models, such as transformer or "
               "unet";
    const std::vector<std::string> models = modelsIn(folder, names);
    if (models.empty())
        return {};
    return " holds no model itself, but " + counted(models.size(), "folder") + " with one: open "
        + (models.size() == 1 ? "" : "one of them, such as ") + (folder / models.front()).string();
}

[[noreturn]] void refuseFolder(const fs::path& folder, const std::vector<std::string>& names)
{
    std::string reason = names.empty() ? " is empty" : whatToOpen(folder, names);
    if (reason.empty() && holdsStart(names, "adapter_"))
        reason = " is a LoRA adapter, not a model: merge it into its base model first";
    if (reason.empty())
        reason = otherFormat(names);
    if (reason.empty() && holdsEnding(names, ".bin"))
        reason = " holds no .safetensors file, and of its .bin files none is called pytorch_model";
    if (reason.empty())
        reason = " holds no .safetensors file";
    throw Error(ErrorCode::Unsupported, folderText(folder) + reason);
}

CheckpointFiles withIndex(fs::path folder, std::string indexName)
{
    CheckpointFiles files;
    files.index = readShardIndex(folder / indexName);
    files.names = files.index->files;
    files.folder = std::move(folder);
    files.indexName = std::move(indexName);
    return files;
}

/// The one file, which loaders prefer to an index of others.
CheckpointFiles withSingle(const Naming& naming, const fs::path& folder,
                           const std::vector<std::string>& names)
{
    const std::string single(naming.single);
    CheckpointFiles files {folder, {single}, {}, {}, {}};
    const std::vector<std::string> weights = weightFiles(names, naming);
    if (has(names, naming.index) && weights.size() > 1)
        files.notes.push_back(std::string(naming.index) + " is not used: " + single
                              + " lies beside it, which loaders read instead");
    return files;
}

/// An index, with a note for each shard that lies beside it unnamed.
CheckpointFiles withIndexBeside(const Naming& naming, const fs::path& folder, std::string indexName,
                                const std::vector<std::string>& names)
{
    CheckpointFiles files = withIndex(folder, std::move(indexName));
    for (const std::string& name : weightFiles(names, naming))
        if (!has(files.names, name) && numberedName(name))
            files.notes.push_back(name + " is not read: " + files.indexName + " does not name it");
    return files;
}

// The order of transformers: one file, an index, then all weight files of the folder.
std::optional<CheckpointFiles> filesNamed(const Naming& naming, const fs::path& folder,
                                          const std::vector<std::string>& names)
{
    if (has(names, naming.single))
        return withSingle(naming, folder, names);
    if (has(names, naming.index))
        return withIndexBeside(naming, folder, std::string(naming.index), names);
    const std::string indexEnding = std::string(naming.ending) + std::string(kIndexEnding);
    const auto isIndex = [&](const std::string& name) {
        return name.ends_with(indexEnding) && !name.starts_with("consolidated");
    };
    if (std::count_if(names.begin(), names.end(), isIndex) == 1)
        return withIndexBeside(naming, folder, *std::find_if(names.begin(), names.end(), isIndex), names);
    std::vector<std::string> weights = weightFiles(names, naming);
    const bool isFirstForm = has(names, "params.json")
        && std::all_of(weights.begin(), weights.end(),
                       [](const std::string& name) { return name.starts_with("consolidated"); });
    if (weights.empty() || isFirstForm)
        return std::nullopt;
    checkNumbers(weights, folder);
    return CheckpointFiles {folder, std::move(weights), {}, {}, {}};
}

CheckpointFiles filesOfFolder(const fs::path& folder, bool allowNone)
{
    const std::vector<std::string> names = fileNamesIn(folder);
    for (const Naming* naming : {&kSafetensors, &kTorch}) {
        if (std::optional<CheckpointFiles> files = filesNamed(*naming, folder, names))
            return std::move(*files);
    }
    if (!allowNone || !has(names, "config.json"))
        refuseFolder(folder, names);
    return {folder, {}, {}, {}, {}};
}

} // namespace

std::string folderText(const fs::path& folder)
{
    return "The folder " + folder.string();
}

bool isTorchFile(const std::string& name)
{
    constexpr std::array<std::string_view, 3> kEndings {".bin", ".pt", ".pth"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

CheckpointFiles checkpointFilesAt(const fs::path& path, bool allowNone)
{
    fs::path absolute = fs::absolute(path).lexically_normal();
    if (!absolute.has_filename())
        absolute = absolute.parent_path();
    std::error_code error;
    const fs::file_status status = fs::status(absolute, error);
    if (!fs::exists(status))
        throw Error(ErrorCode::Io,
                    fs::status_known(status) ? absolute.string() + " is not there"
                                             : absolute.string() + " cannot be read: " + error.message());
    if (fs::is_directory(status))
        return filesOfFolder(absolute, allowNone);
    const std::string name = absolute.filename().string();
    if (name.ends_with(kIndexEnding))
        return withIndex(absolute.parent_path(), name);
    if (name.ends_with(kSafetensors.ending) || isTorchFile(name))
        return {absolute.parent_path(), {name}, {}, {}, {}};
    throw Error(ErrorCode::Unsupported,
                absolute.string()
                    + " is neither a model folder nor a .safetensors or .bin file nor an index");
}

} // namespace layerloom::core
