#include "core/notation/mergekit_context.h"

#include "core/base/error.h"
#include "core/notation/mergekit_model.h"

#include <algorithm>

namespace layerloom::core {

void MergekitContext::note(std::string sentence)
{
    auto& notes = import.notes;
    if (std::find(notes.begin(), notes.end(), sentence) == notes.end())
        notes.push_back(std::move(sentence));
}

std::string MergekitContext::nameOf(const YamlValue& model)
{
    ModelReference reference = modelReference(model);
    if (!reference.lora.empty())
        note("The LoRA adapter " + reference.lora + " is not applied to " + reference.name);
    return std::move(reference.name);
}

SourceIndex MergekitContext::sourceNamed(const std::string& name)
{
    const auto known = m_sources.find(name);
    if (known != m_sources.end())
        return known->second;
    std::vector<Source>& sources = import.stack.setup.sources;
    Source source = m_findModel(name);
    const auto same = std::find_if(sources.begin(), sources.end(), [&](const Source& other) {
        return !source.path.empty() && other.path == source.path;
    });
    const auto index = SourceIndex::from(same - sources.begin());
    if (same == sources.end())
        sources.push_back(std::move(source));
    m_sources.emplace(name, index);
    return index;
}

void failAtLine(int line, const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "Line " + std::to_string(line) + ": " + what);
}

} // namespace layerloom::core
