#include "core/notation/mergekit_reader.h"

#include "core/base/text.h"
#include "core/notation/mergekit_model.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::int64_t kMaxLayer = 1'000'000;

[[noreturn]] void failAt(int line, const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "Line " + std::to_string(line) + ": " + what);
}

const YamlValue& listAt(const YamlValue& holder, const char* key)
{
    const YamlValue* list = holder.find(key);
    if (!list || !list->isList())
        failAt(list ? list->line : holder.line, std::string("\"") + key + "\" is not a list");
    return *list;
}

std::uint32_t layerNumber(const YamlValue& value)
{
    const std::optional<std::int64_t> number = value.integer();
    if (!number || *number < 0 || *number > kMaxLayer)
        failAt(value.line, "\"" + value.scalar + "\" is not a layer number");
    return static_cast<std::uint32_t>(*number);
}

std::pair<std::uint32_t, std::uint32_t> layerRangeOf(const YamlValue& value)
{
    if (!value.isList() || value.list.size() != 2)
        failAt(value.line, "layer_range is not two numbers");
    const std::pair range {layerNumber(value.list[0]), layerNumber(value.list[1])};
    if (range.first > range.second)
        failAt(value.line,
               "layer_range [" + std::to_string(range.first) + ", " + std::to_string(range.second)
                   + "] ends before it begins");
    return range;
}

} // namespace

MergekitReader::MergekitReader(const FindModel& findModel)
    : m_findModel(findModel)
{}

void MergekitReader::note(std::string sentence)
{
    auto& notes = m_import.notes;
    if (std::find(notes.begin(), notes.end(), sentence) == notes.end())
        notes.push_back(std::move(sentence));
}

MergekitImport MergekitReader::read(const std::vector<YamlValue>& documents)
{
    std::optional<Woven> last;
    for (const YamlValue& document : documents) {
        if (document.kind == YamlValue::Kind::Null)
            continue;
        if (!document.isMap())
            failAt(document.line, "this is not a mergekit configuration");
        m_import.stack.setup.base.reset();
        m_import.stack.setup.parts = {};
        m_import.dtype.reset();
        last = readDocument(document);
        if (const YamlValue* name = document.find("name"))
            m_earlier[name->scalar] = *last;
    }
    if (!last)
        throw Error(ErrorCode::Corrupt, "This text holds no mergekit configuration");
    finish(std::move(*last));
    return std::move(m_import);
}

MergekitReader::Woven MergekitReader::readDocument(const YamlValue& document)
{
    noteUnknownKeys(document);
    if (document.find("layer_slices"))
        return readLegacy(document);
    const YamlValue* method = document.find("merge_method");
    const std::string methodName = method ? method->scalar : "passthrough";
    readDtype(document);
    const YamlValue& holder = stackModule(document);
    std::vector<const YamlValue*> outer {document.find("parameters")};
    if (&holder != &document)
        outer.insert(outer.begin(), holder.find("parameters"));
    if (!holder.find("slices") && !holder.find("models"))
        failAt(holder.line, R"(there is none of "slices", "models", "modules" and "layer_slices")");
    Woven woven =
        weave(holder.find("slices") ? readSlices(holder, outer) : readModels(holder, outer, methodName),
              methodName);
    readParts(document);
    woven.base = m_import.stack.setup.base;
    return woven;
}

const YamlValue& MergekitReader::stackModule(const YamlValue& document)
{
    const YamlValue* modules = document.find("modules");
    if (!modules)
        return document;
    if (!modules->isMap() || modules->map.empty())
        failAt(modules->line, "\"modules\" is not a map of modules");
    const YamlValue* stack = nullptr;
    for (const auto* name : {"text_decoder", "default", "decoder"})
        if (!stack)
            stack = modules->find(name);
    for (const auto& [name, module] : modules->map)
        if (!stack && module.find("slices"))
            stack = &module;
    if (!stack)
        stack = &modules->map.front().value;
    for (const auto& [name, module] : modules->map)
        if (&module != stack && module.find("slices"))
            note("The module \"" + name + "\" is stacked anew in the file; here it is copied as it is");
    return *stack;
}

std::vector<MergekitReader::Items> MergekitReader::readSlices(const YamlValue& holder,
                                                              const std::vector<const YamlValue*>& outer)
{
    std::vector<Items> slices;
    for (const YamlValue& slice : listAt(holder, "slices").list) {
        Items items;
        for (const YamlValue& source : listAt(slice, "sources").list) {
            std::vector<const YamlValue*> parameters {source.find("parameters"), slice.find("parameters")};
            parameters.insert(parameters.end(), outer.begin(), outer.end());
            items.push_back(readItem(source, std::move(parameters), true));
        }
        if (items.empty())
            failAt(slice.line, "a slice has no sources");
        slices.push_back(std::move(items));
    }
    return slices;
}

std::vector<MergekitReader::Items> MergekitReader::readModels(const YamlValue& holder,
                                                              const std::vector<const YamlValue*>& outer,
                                                              const std::string& method)
{
    Items items;
    for (const YamlValue& model : listAt(holder, "models").list) {
        std::vector<const YamlValue*> parameters {model.isMap() ? model.find("parameters") : nullptr};
        parameters.insert(parameters.end(), outer.begin(), outer.end());
        items.push_back(readItem(model, std::move(parameters), false));
    }
    if (method != "passthrough" || items.size() < 2)
        return {std::move(items)};
    note("mergekit's passthrough takes several models only as slices; here they are stacked one after the "
         "other");
    std::vector<Items> slices;
    for (Item& item : items)
        slices.push_back({std::move(item)});
    return slices;
}

MergekitReader::Item MergekitReader::readItem(const YamlValue& value,
                                              std::vector<const YamlValue*> parameters, bool needsRange)
{
    const YamlValue* model = value.isMap() ? value.find("model") : &value;
    if (!model)
        failAt(value.line, "a source names no model");
    Item item {nameOf(*model), std::nullopt, std::move(parameters), value.line};
    if (const YamlValue* range = value.find("layer_range"))
        item.range = layerRangeOf(*range);
    else if (needsRange)
        failAt(value.line, "the source \"" + item.model + "\" has no layer_range");
    if (const YamlValue* revision = value.find("revision"))
        note("\"revision: " + revision->scalar + "\" beside " + item.model
             + " has no effect, as in mergekit; write \"" + item.model + '@' + revision->scalar
             + "\" to use it");
    return item;
}

std::string MergekitReader::nameOf(const YamlValue& model)
{
    ModelReference reference = modelReference(model);
    if (!reference.lora.empty())
        note("The LoRA adapter " + reference.lora + " is not applied to " + reference.name);
    return std::move(reference.name);
}

SourceIndex MergekitReader::sourceNamed(const std::string& name)
{
    const auto known = m_sources.find(name);
    if (known != m_sources.end())
        return known->second;
    std::vector<Source>& sources = m_import.stack.setup.sources;
    Source source = m_findModel(name);
    const auto same = std::find_if(sources.begin(), sources.end(), [&](const Source& other) {
        return !source.path.empty() && other.path == source.path;
    });
    const auto index = static_cast<SourceIndex>(same - sources.begin());
    if (same == sources.end())
        sources.push_back(std::move(source));
    m_sources.emplace(name, index);
    return index;
}

} // namespace layerloom::core
