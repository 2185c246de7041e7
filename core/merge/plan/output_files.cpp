#include "core/merge/plan/output_files.h"

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/base/text.h"
#include "core/checkpoint/foreign_file.h"
#include "core/checkpoint/own_file.h"
#include "core/io/text_file.h"
#include "core/merge/plan/published_names.h"
#include "core/model/companion_files.h"
#include "core/stack/followed_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;
using Names = NamePatterns;

// Patterns are compared with lower-case names; a star stands for any text. Tokenizers are recognised by what their files
// are called rather than by a list: SentencePiece (tokenizer.model, spiece.model, spm.model, source.spm), byte pairs
// (vocab.json, merges.txt, bpe.codes), word pieces (vocab.txt), tiktoken, RWKV (rwkv_vocab_v20230424.txt), …
const Names kTokenizer {"*token*.json", "*token*.py", "*vocab*",         "*merges*",
                        "*.model",      "*.spm",      "*.tiktoken",      "*.codes",
                        "tekken.json",  "dict.txt",   "normalizer.json", "*.tokenizer"};
const Names kChatTemplate {"chat_template.jinja", "chat_template.json", "additional_chat_templates/*.jinja"};
const Names kGeneration {"generation_config.json"};
// Other forms of the weights, and what the merge writes itself.
const Names kReplaced {"*.safetensors", "*.safetensors.index.json",
                       "*.bin",         "*.bin.index.json",
                       "*.pt",          "*.pth",
                       "*.ckpt",        "*.h5",
                       "*.msgpack",     "*.gguf",
                       "*.onnx",        "*.onnx_data",
                       "*.ot",          "config.json",
                       "readme.md",     "mergekit_config.yml",
                       "recipe.loom"};

/// Collects the files of one output.
class FileCollector {
public:
    /// Adds the files of the model's folder that match, unless one of that name is there already.
    void add(const Model& model, const Names& patterns)
    {
        for (const std::string& name : filesOf(model))
            if (matchesAny(lowered(name), patterns) && !matchesAny(lowered(name), kReplaced))
                add(model, name);
    }

    /// Adds what only the model that gives config.json gives.
    void addConfigFiles(const Model& model)
    {
        const fs::path& folder = model.checkpoint->folder();
        const std::vector<std::string> modules = moduleFolders(folder);
        for (const std::string& name : filesOf(model)) {
            const bool isModule = std::any_of(modules.begin(), modules.end(), [&](const std::string& module) {
                return name.starts_with(module);
            });
            const bool isUntrue = model.checkpoint->stored() != nullptr && isQuantizationFile(lowered(name));
            const bool isPackage = name.ends_with(".py") && model.facts.customCode;
            if (!isUntrue && (isModule || isPackage || isCompanionFile(name)))
                add(model, name);
        }
    }

    void replace(const std::string& name, std::string content)
    {
        m_files[name] = textFile(name, std::move(content));
    }

    /// What will be written; nullopt when there is no such file.
    std::optional<std::string> text(const std::string& name) const
    {
        const auto file = m_files.find(name);
        if (file == m_files.end())
            return std::nullopt;
        return file->second.copyOf ? readTextFile(*file->second.copyOf) : file->second.content;
    }

    bool has(const std::string& name) const { return m_files.contains(name); }

    std::vector<PlannedFile> files() const
    {
        std::vector<PlannedFile> files;
        files.reserve(m_files.size());
        for (const auto& [name, file] : m_files)
            files.push_back(file);
        return files;
    }

    /// The files of a model's folder that are neither copied nor replaced.
    std::vector<std::string> othersOf(const Model& model)
    {
        std::vector<std::string> others;
        for (const std::string& name : filesOf(model))
            if (!has(name) && !matchesAny(lowered(name), kReplaced))
                others.push_back(name);
        return others;
    }

private:
    /// Lists a model's folder once.
    const std::vector<std::string>& filesOf(const Model& model)
    {
        const auto [listing, isNew] = m_listings.try_emplace(&model);
        if (isNew)
            listing->second = filesBelow(model.checkpoint->folder());
        return listing->second;
    }

    void add(const Model& model, const std::string& name)
    {
        const fs::path path = model.checkpoint->folder() / name;
        if (has(name))
            return;
        requireOwnFile(model.checkpoint->folder(), name);
        const File file = File::openToRead(path);
        const std::optional<ForeignFile> kind = foreignFile(file);
        if (kind && isFailedDownload(*kind) && !lowered(name).starts_with("licen"))
            throw Error(ErrorCode::Corrupt,
                        name + " of " + model.checkpoint->name() + ": " + foreignFileText(*kind));
        m_files.emplace(name, PlannedFile {name, {}, path, file.size(), file.state()});
    }

    std::map<std::string, PlannedFile> m_files;
    std::map<const Model*, std::vector<std::string>> m_listings;
};

/// Older tokenizers keep the template in tokenizer_config.json: it goes there from the model that gives the
/// template.
void moveTemplate(const Model& tokenizer, const Model& giver, FileCollector& files)
{
    const std::string name = "tokenizer_config.json";
    if (!files.has(name))
        return;
    const ConfigText ours(readTextFile(tokenizer.checkpoint->folder() / name));
    const auto path = giver.checkpoint->folder() / name;
    std::string chat = "null";
    if (std::error_code ignored; std::filesystem::exists(path, ignored)) {
        requireOwnFile(giver.checkpoint->folder(), name);
        const ConfigText theirs(readTextFile(path));
        chat = theirs.raw("chat_template").value_or("null");
    }
    if (ours.has("chat_template") || chat != "null")
        files.replace(name, patched(ours, {{"chat_template", chat}}));
}

/// The paths of a machine in tokenizer_config.json are not published.
void dropPaths(FileCollector& files)
{
    const std::string name = "tokenizer_config.json";
    const std::optional<std::string> text = files.text(name);
    const Result<void> ignored = guarded([&] { // one that is no JSON is copied as it is
        const ConfigText config(text.value_or("{}"));
        if (const auto patches = publishedNames(config); !patches.empty())
            files.replace(name, patched(config, patches));
    });
}

/// What the copied files say of layers follows the stack.
void followLayers(const Stack& stack, FileCollector& files)
{
    std::map<std::pair<std::string, SourceIndex>, std::vector<ConfigPatch>> patches;
    for (const FollowedRule& followed : followSideRules(stack)) {
        if (!followed.patches || followed.isUndecided)
            throw Error(ErrorCode::Mismatch,
                        followed.rule.file + " has " + followed.key + ", which cannot follow this stack");
        auto& all = patches[{followed.rule.file, followed.source}];
        all.insert(all.end(), followed.patches->begin(), followed.patches->end());
    }
    for (const auto& [file, changes] : patches) {
        const ConfigText* text = modelOf(stack, file.second)->sideFile(file.first);
        if (!changes.empty() && files.has(file.first))
            files.replace(file.first, patched(*text, changes));
    }
}

} // namespace

CopiedFiles copiedFiles(const Stack& stack)
{
    FileCollector files;
    const auto modelFor = [&](Part part) { return modelOf(stack, partSource(stack, part)); };
    const Model* tokenizer = modelFor(Part::Tokenizer);
    const Model* chat = modelFor(Part::ChatTemplate);
    const Model* config = modelFor(Part::Config);
    const std::array<std::pair<const Model*, const Names*>, 3> parts {
        {{tokenizer, &kTokenizer}, {chat, &kChatTemplate}, {modelFor(Part::GenerationConfig), &kGeneration}}};
    for (const auto& [model, names] : parts)
        if (model != nullptr)
            files.add(*model, *names);
    if (config != nullptr)
        requireOwnFile(config->checkpoint->folder(), "config.json");
    if (config != nullptr)
        files.addConfigFiles(*config);
    if (tokenizer != nullptr && chat != nullptr && tokenizer != chat)
        moveTemplate(*tokenizer, *chat, files);
    dropPaths(files);
    followLayers(stack, files);
    return {files.files(), config != nullptr ? files.othersOf(*config) : std::vector<std::string>()};
}

} // namespace layerloom::core
