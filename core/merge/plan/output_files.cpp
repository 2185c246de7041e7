#include "core/merge/plan/output_files.h"

#include "core/io/text_file.h"

#include <algorithm>
#include <array>
#include <map>

namespace layerloom::core {
namespace {

using Names = std::vector<std::string_view>;

const Names kTokenizer {"tokenizer.json",
                        "tokenizer_config.json",
                        "special_tokens_map.json",
                        "added_tokens.json",
                        "tokenizer.model",
                        "spiece.model",
                        "sentencepiece.bpe.model",
                        "vocab.json",
                        "vocab.txt",
                        "merges.txt",
                        "tekken.json",
                        "*.tiktoken",
                        "tokenization_*.py"};
const Names kChatTemplate {"chat_template.jinja", "chat_template.json"};
const Names kGeneration {"generation_config.json"};
const Names kConfig {"*.py",
                     "preprocessor_config.json",
                     "processor_config.json",
                     "video_preprocessor_config.json",
                     "image_processor_config.json",
                     "LICENSE*",
                     "LICENCE*",
                     "NOTICE*",
                     "USE_POLICY*"};

/// `pattern` has at most one star.
bool matches(std::string_view name, std::string_view pattern)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return name == pattern;
    return name.size() + 1 >= pattern.size() && name.substr(0, star) == pattern.substr(0, star)
        && name.substr(name.size() - (pattern.size() - star - 1)) == pattern.substr(star + 1);
}

class Collector {
public:
    /// Adds the files of the model's folder that match, unless one of that name is there already.
    void add(const Model& model, const Names& patterns)
    {
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(model.checkpoint->folder(), ignored)) {
            const std::string name = entry.path().filename().string();
            const bool isWanted =
                std::any_of(patterns.begin(), patterns.end(),
                            [&](std::string_view pattern) { return matches(name, pattern); });
            if (isWanted && entry.is_regular_file(ignored))
                m_files.try_emplace(name, PlannedFile {name, {}, entry.path(), entry.file_size()});
        }
    }

    void replace(const std::string& name, std::string content)
    {
        m_files[name] = textFile(name, std::move(content));
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

private:
    std::map<std::string, PlannedFile> m_files;
};

/// Older tokenizers keep the template in tokenizer_config.json: it goes there from the model that gives the
/// template.
void moveTemplate(const Model& tokenizer, const Model& giver, Collector& files)
{
    const std::string name = "tokenizer_config.json";
    if (!files.has(name))
        return;
    const ConfigText ours(readTextFile(tokenizer.checkpoint->folder() / name));
    const auto path = giver.checkpoint->folder() / name;
    std::string chat = "null";
    if (std::error_code ignored; std::filesystem::exists(path, ignored)) {
        const ConfigText theirs(readTextFile(path));
        chat = theirs.raw("chat_template").value_or("null");
    }
    if (ours.has("chat_template") || chat != "null")
        files.replace(name, patched(ours, {{"chat_template", chat}}));
}

} // namespace

std::vector<PlannedFile> copiedFiles(const Stack& stack)
{
    Collector files;
    const auto modelFor = [&](Part part) { return modelOf(stack, partSource(stack, part)); };
    const Model* tokenizer = modelFor(Part::Tokenizer);
    const Model* chat = modelFor(Part::ChatTemplate);
    const std::array<std::pair<const Model*, const Names*>, 4> parts {{
        {tokenizer, &kTokenizer},
        {chat, &kChatTemplate},
        {modelFor(Part::GenerationConfig), &kGeneration},
        {modelFor(Part::Config), &kConfig},
    }};
    for (const auto& [model, names] : parts)
        if (model != nullptr)
            files.add(*model, *names);
    if (tokenizer != nullptr && chat != nullptr && tokenizer != chat)
        moveTemplate(*tokenizer, *chat, files);
    return files.files();
}

} // namespace layerloom::core
