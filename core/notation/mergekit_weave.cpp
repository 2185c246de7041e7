#include "core/base/text.h"
#include "core/notation/mergekit_reader.h"
#include "core/stack/limits.h"

#include <algorithm>

namespace layerloom::core {

namespace {

[[noreturn]] void failAt(int line, const std::string& what)
{
    throw Error(ErrorCode::Corrupt, "Line " + std::to_string(line) + ": " + what);
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

/// True when nothing but a person's wish separates `block` from what stands before it.
bool continuesLast(const Blocks& blocks, const Block& block)
{
    return !blocks.empty() && blocks.back().source == block.source && blocks.back().layer + 1 == block.layer
        && blocks.back().scales == block.scales;
}

} // namespace

// From the slices of a document to blocks.

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
        append(woven, *item, method, {item == taken.front(), item == taken.back()});
    if (woven.blocks.empty())
        throw Error(ErrorCode::Unsupported,
                    m_import.notes.empty()
                        ? "There are no layers in this configuration"
                        : "There is nothing to stack in this configuration: " + m_import.notes.back());
    if (method != "passthrough" && method != "linear")
        note("merge_method \"" + method + "\" is read as stacking: each slice has one source");
    return woven;
}

MergekitReader::Donor MergekitReader::donorOf(const Item& item)
{
    const auto earlier = m_earlier.find(item.model);
    if (earlier != m_earlier.end())
        return {&earlier->second, 0, static_cast<std::uint32_t>(earlier->second.blocks.size())};
    const SourceIndex source = sourceNamed(item.model);
    return {nullptr, source, m_import.stack.setup.sources[source].layers};
}

std::pair<std::uint32_t, std::uint32_t> MergekitReader::rangeOf(const Item& item, const Donor& donor) const
{
    if (!item.range && donor.depth == 0) {
        const std::string reason = m_import.stack.setup.sources[donor.source].missingReason;
        throw Error(ErrorCode::Io,
                    "The number of layers of " + item.model
                        + " is not known: " + (reason.empty() ? "it has none" : reason));
    }
    const std::pair range = item.range.value_or(std::pair {0U, donor.depth});
    if (donor.woven && range.second > donor.depth)
        failAt(item.line,
               item.model + " has " + counted(donor.depth, "layer") + ", so there is no layer "
                   + std::to_string(range.second - 1));
    return range;
}

std::vector<ConditionalValue> MergekitReader::layerScales(const Item& item, const Donor& donor,
                                                          const std::string& method, Place place)
{
    std::vector<ConditionalValue> scales = scalesOf(item, method);
    noteScalesOutside(scales, place);
    const Model* model = donor.woven ? nullptr : modelOf(m_import.stack, donor.source);
    for (ConditionalValue& scale : scales)
        if (scale.filter == "layers." || (model && scale.filter == model->table.prefix))
            scale.filter.clear(); // all layers and nothing else: what the export writes
    return scales;
}

void MergekitReader::rescale(Block& block, std::vector<Scale> scales, const std::string& model)
{
    if (scales.empty())
        return;
    if (!block.scales.empty())
        note("Layers of " + model + " are scaled twice; only the scale of the later document is kept");
    block.scales = std::move(scales);
}

void MergekitReader::countLayers(const Item& item, std::size_t layers)
{
    m_blocks += layers;
    if (m_blocks > kMaxBlocks)
        failAt(item.line, "the output would have more than " + groupedDigits(kMaxBlocks) + " layers");
}

void MergekitReader::countScales(const Item& item, const std::vector<Scale>& scales)
{
    m_scales += scales.size();
    if (scales.size() > kMaxScalesPerBlock || m_scales > kMaxScales)
        failAt(item.line,
               "a layer can have " + std::to_string(kMaxScalesPerBlock) + " scales and the output "
                   + groupedDigits(kMaxScales) + "; there are more");
}

void MergekitReader::append(Woven& woven, const Item& item, const std::string& method, Place place)
{
    const Donor donor = donorOf(item);
    const auto [begin, end] = rangeOf(item, donor);
    countLayers(item, end - begin);
    if (place.isFirst)
        woven.embeddings = donor.woven ? donor.woven->embeddings : donor.source;
    if (place.isLast)
        woven.normAndHead = donor.woven ? donor.woven->normAndHead : donor.source;
    const std::vector<ConditionalValue> scales = layerScales(item, donor, method, place);
    for (std::uint32_t layer = begin; layer < end; ++layer) {
        Block block = donor.woven ? donor.woven->blocks[layer] : Block {donor.source, layer, {}, false};
        rescale(block, scalesAt(scales, layer - begin, end - begin), item.model);
        countScales(item, block.scales);
        block.splitBefore = block.splitBefore || (layer == begin && continuesLast(woven.blocks, block));
        woven.blocks.push_back(std::move(block));
    }
}

void MergekitReader::noteScalesOutside(const std::vector<ConditionalValue>& scales, Place place)
{
    for (const ConditionalValue& scale : scales) {
        const bool says =
            std::any_of(scale.gradient.begin(), scale.gradient.end(), [](double n) { return n != 1; });
        if (!says)
            continue;
        if (scale.filter.empty() && place.isFirst)
            note("mergekit also scales the embeddings when the first slice has a scale without filter; here "
                 "only "
                 "layers are scaled");
        if (scale.filter.empty() && place.isLast)
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
