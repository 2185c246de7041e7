#include "core/merge/plan/header_notes.h"

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/io/foreign_json.h"
#include "core/model/config_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace layerloom::core {

namespace {

using NamedTensors = std::map<std::string, std::vector<TensorIndex>>;

/// The names under which metadata may speak of a stored tensor.
std::vector<std::string> namesOf(const std::string& stored)
{
    std::vector<std::string> names {stored};
    if (const std::size_t colon = stored.find(':'); colon != std::string::npos)
        names.push_back(stored.substr(0, colon));
    const std::size_t dot = stored.rfind('.');
    const std::size_t last = dot == std::string::npos ? 0 : dot + 1;
    if (dot != std::string::npos)
        names.push_back(stored.substr(0, dot));
    if (stored.compare(last, 1, "_") != 0)
        return names;
    for (std::size_t end = stored.find('_', last + 1); end != std::string::npos;
         end = stored.find('_', end + 1))
        names.push_back(stored.substr(0, last) + stored.substr(last + 1, end - last - 1));
    return names;
}

/// The elements of a list of texts; empty when the value is none.
std::vector<std::string> listOfTexts(const std::string& value)
{
    const auto list = parseForeignJson(value);
    std::vector<std::string> texts;
    for (const auto& element : list.is_array() ? list : nlohmann::json::array())
        if (element.is_string())
            texts.push_back(element.get<std::string>());
    return texts;
}

/// `name` changed as `from` was changed to become `to`.
std::string renamedLike(const std::string& name, const std::string& from, const std::string& to)
{
    std::size_t same = 0;
    while (same < from.size() && same < to.size() && from[from.size() - 1 - same] == to[to.size() - 1 - same])
        ++same;
    const std::string before = from.substr(0, from.size() - same);
    return name.starts_with(before) ? to.substr(0, to.size() - same) + name.substr(before.size()) : name;
}

} // namespace

HeaderNotes::HeaderNotes(const Model& model, bool isWhole)
    : m_model(model)
{
    const std::vector<Shard>& shards = model.checkpoint->shards();
    for (std::uint32_t shard = 0; shard < shards.size(); ++shard)
        if (std::any_of(shards[shard].metadata.begin(), shards[shard].metadata.end(),
                        [](const auto& entry) { return entry.first != "format"; }))
            readShard(shard, isWhole);
}

void HeaderNotes::readShard(std::uint32_t shard, bool isWhole)
{
    NamedTensors tensors;
    std::vector<TensorIndex> all;
    for (TensorIndex tensor = 0; tensor.value < m_model.checkpoint->tensors().size(); ++tensor)
        if (m_model.tensor(tensor).shard == shard) {
            all.push_back(tensor);
            for (const std::string& name : namesOf(m_model.tensor(tensor).name))
                tensors[name].push_back(tensor);
        }
    const auto addAll = [&](const std::string& name, const StoredNote& note) {
        const auto named = tensors.find(name);
        for (const TensorIndex tensor : named == tensors.end() ? std::vector<TensorIndex>() : named->second)
            m_notes[tensor.value].push_back(note);
        return named != tensors.end();
    };
    for (const auto& [key, value] : m_model.checkpoint->shards()[shard].metadata) {
        if (addAll(key, {key, value, key}))
            continue;
        const std::vector<std::string> names = listOfTexts(value);
        bool isUnclear = names.empty() && (speaksOfLayers(key) || speaksOfLayers(value));
        for (const std::string& name : names)
            isUnclear = (!addAll(name, {key, {}, name}) && speaksOfLayers(name)) || isUnclear;
        if (isUnclear && !isWhole)
            refuse(shard, key);
        for (const TensorIndex tensor : isUnclear&& isWhole ? all : std::vector<TensorIndex>())
            m_notes[tensor.value].push_back({key, value, {}});
    }
}

void HeaderNotes::refuse(std::uint32_t shard, const std::string& key) const
{
    throw Error(ErrorCode::Unsupported,
                "The header of " + m_model.checkpoint->shards()[shard].path.filename().string() + " of "
                    + m_model.checkpoint->name() + " has the metadata \"" + key
                    + "\", which names layers in a way that cannot follow a changed stack");
}

bool HeaderNotes::speaksOfLayers(const std::string& text) const
{
    const std::string& prefix = m_model.table.prefix;
    for (std::size_t at = text.find(prefix); !prefix.empty() && at != std::string::npos;
         at = text.find(prefix, at + 1))
        if (const std::size_t digit = at + prefix.size();
            digit < text.size() && text[digit] >= '0' && text[digit] <= '9')
            return true;
    return false;
}

std::vector<HeaderNote> HeaderNotes::of(TensorIndex tensor, const std::string& name) const
{
    std::vector<HeaderNote> notes;
    const auto stored = m_notes.find(tensor.value);
    if (stored == m_notes.end())
        return notes;
    for (const StoredNote& note : stored->second) {
        const std::string named = renamedLike(note.named, m_model.tensor(tensor).name, name);
        if (note.named.empty())
            notes.push_back({note.key, note.value, false});
        else if (note.value.empty())
            notes.push_back({note.key, named, true});
        else
            notes.push_back({named, note.value, false});
    }
    return notes;
}

} // namespace layerloom::core
