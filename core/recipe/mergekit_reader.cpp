#include "core/recipe/mergekit_reader.h"

#include "core/base/text.h"
#include "core/recipe/mergekit_model.h"

#include <algorithm>

namespace layerloom::core {

namespace {

constexpr std::size_t kMaxBlocks = 100'000;
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

bool isAllZero(const std::vector<ConditionalValue>& values)
{
    return !values.empty() && std::all_of(values.begin(), values.end(), [](const ConditionalValue& value) {
        return std::all_of(value.gradient.begin(), value.gradient.end(), [](double n) { return n == 0; });
    });
}

bool isFalse(const YamlValue* value)
{
    return value
        && (value->scalar == "false" || value->scalar == "False" || value->scalar == "no"
            || value->scalar == "off");
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
        throw Error(ErrorCode::Corrupt, "The YAML is empty");
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
        failAt(holder.line, "there is none of \"slices\", \"models\", \"modules\" and \"layer_slices\"");
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
        stack = &modules->map.front().second;
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

std::string MergekitReader::describeSlice(const Items& items, std::size_t number) const
{
    return items.front().range
        ? "Slice " + std::to_string(number) + " (line " + std::to_string(items.front().line) + ')'
        : "The list of models";
}

const MergekitReader::Item* MergekitReader::chosen(const Items& items, const std::string& method,
                                                   std::size_t number)
{
    if (items.size() == 1)
        return &items.front();
    std::vector<const Item*> weighty;
    for (const Item& item : items)
        if (method != "linear" || !isAllZero(parameterValues(item.parameters, "weight")))
            weighty.push_back(&item);
    if (weighty.size() == 1)
        return weighty.front();
    const auto isSameModel = [&](const Item* item) { return item->model == weighty.front()->model; };
    if (!weighty.empty() && std::all_of(weighty.begin(), weighty.end(), isSameModel)) {
        note(describeSlice(items, number) + " names " + weighty.front()->model
             + " several times; only the last range is taken, as mergekit does");
        return weighty.back();
    }
    note(describeSlice(items, number) + " blends " + counted(items.size(), "model") + " with \"" + method
         + "\", which a stack of layers cannot say; it is left out");
    return nullptr;
}

std::vector<ConditionalValue> MergekitReader::scalesOf(const Item& item, const std::string& method) const
{
    if (method != "linear")
        return parameterValues(item.parameters, "scale");
    const bool isNormalised =
        std::none_of(item.parameters.begin(), item.parameters.end(),
                     [](const YamlValue* level) { return level && isFalse(level->find("normalize")); });
    return isNormalised ? std::vector<ConditionalValue>() : parameterValues(item.parameters, "weight");
}

MergekitReader::Woven MergekitReader::weave(const std::vector<Items>& slices, const std::string& method)
{
    std::vector<const Item*> taken;
    for (std::size_t i = 0; i < slices.size(); ++i)
        if (const Item* item = chosen(slices[i], method, i + 1))
            taken.push_back(item);
    Woven woven;
    for (const Item* item : taken)
        append(woven, *item, method, item == taken.front(), item == taken.back());
    if (woven.blocks.empty())
        throw Error(ErrorCode::Unsupported,
                    m_import.notes.empty()
                        ? "There are no layers in this configuration"
                        : "There is nothing to stack in this configuration: " + m_import.notes.back());
    if (method != "passthrough" && method != "linear")
        note("merge_method \"" + method + "\" is read as stacking: each slice has one source");
    return woven;
}

void MergekitReader::append(Woven& woven, const Item& item, const std::string& method, bool isFirst,
                            bool isLast)
{
    const auto earlier = m_earlier.find(item.model);
    const Woven* inner = earlier == m_earlier.end() ? nullptr : &earlier->second;
    const SourceIndex source = inner ? 0 : sourceNamed(item.model);
    const Source* facts = inner ? nullptr : &m_import.stack.setup.sources[source];
    const auto depth = inner ? static_cast<std::uint32_t>(inner->blocks.size()) : facts->layers;
    if (!item.range && depth == 0)
        throw Error(ErrorCode::Io,
                    "The number of layers of " + item.model + " is not known: "
                        + (facts && !facts->missingReason.empty() ? facts->missingReason : "it has none"));
    const auto [begin, end] = item.range.value_or(std::pair {0U, depth});
    if (inner && end > depth)
        failAt(item.line,
               item.model + " has " + counted(depth, "layer") + ", so there is no layer "
                   + std::to_string(end - 1));
    if (woven.blocks.size() + (end - begin) > kMaxBlocks)
        failAt(item.line, "the output would have more than " + groupedDigits(kMaxBlocks) + " layers");

    if (isFirst)
        woven.embeddings = inner ? inner->embeddings : source;
    if (isLast)
        woven.normAndHead = inner ? inner->normAndHead : source;
    std::vector<ConditionalValue> scales = scalesOf(item, method);
    noteScalesOutside(scales, isFirst, isLast);
    for (ConditionalValue& scale : scales)
        if (scale.filter == "layers."
            || (facts && facts->model && scale.filter == facts->model->table.prefix))
            scale.filter.clear(); // all layers and nothing else: what the export writes
    for (std::uint32_t layer = begin; layer < end; ++layer) {
        Block block = inner ? inner->blocks[layer] : Block {source, layer, {}, false};
        std::vector<Scale> own = scalesAt(scales, layer - begin, end - begin);
        if (!own.empty() && !block.scales.empty())
            note("Layers of " + item.model
                 + " are scaled twice; only the scale of the later document is kept");
        if (!own.empty())
            block.scales = std::move(own);
        const bool continues = layer == begin && !woven.blocks.empty()
            && woven.blocks.back().source == block.source && woven.blocks.back().layer + 1 == block.layer
            && woven.blocks.back().scales == block.scales;
        block.splitBefore = block.splitBefore || continues;
        woven.blocks.push_back(std::move(block));
    }
}

void MergekitReader::noteScalesOutside(const std::vector<ConditionalValue>& scales, bool isFirst, bool isLast)
{
    for (const ConditionalValue& scale : scales) {
        const bool says =
            std::any_of(scale.gradient.begin(), scale.gradient.end(), [](double n) { return n != 1; });
        if (!says)
            continue;
        if (scale.filter.empty() && isFirst)
            note("mergekit also scales the embeddings when the first slice has a scale without filter; here "
                 "only "
                 "layers are scaled");
        if (scale.filter.empty() && isLast)
            note("mergekit also scales the final norm and the head when the last slice has a scale without "
                 "filter; here "
                 "only layers are scaled");
        if (scale.filter.find("embed") != std::string::npos
            || scale.filter.find("lm_head") != std::string::npos)
            note("The scale for \"" + scale.filter + "\" is left out: only layers can be scaled");
    }
}

void MergekitReader::finish(Woven woven)
{
    Stack& stack = m_import.stack;
    stack.blocks = std::move(woven.blocks);
    auto& parts = stack.setup.parts;
    if (woven.embeddings && *woven.embeddings != stack.blocks.front().source)
        parts[static_cast<std::size_t>(Part::Embeddings)] = woven.embeddings;
    if (woven.normAndHead && *woven.normAndHead != stack.blocks.back().source)
        parts[static_cast<std::size_t>(Part::Norm)] = parts[static_cast<std::size_t>(Part::Head)] =
            woven.normAndHead;
    for (const Block& block : stack.blocks) {
        Source& source = stack.setup.sources[block.source];
        if (!source.model)
            source.layers = std::max(source.layers, block.layer + 1);
    }
}

} // namespace layerloom::core
