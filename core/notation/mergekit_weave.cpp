#include "core/notation/mergekit_weave.h"

#include "core/base/text.h"
#include "core/stack/limits.h"

#include <algorithm>

namespace layerloom::core {

namespace {

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

/// True when `block` is the layer after the last block, with the same scales: only a split can separate them.
bool continuesLast(const Blocks& blocks, const Block& block)
{
    return !blocks.empty() && blocks.back().source == block.source && blocks.back().layer + 1 == block.layer
        && blocks.back().scales == block.scales;
}

std::string describeSlice(const MergekitItems& items, std::size_t number)
{
    return items.front().range
        ? "Slice " + std::to_string(number) + " (line " + std::to_string(items.front().line) + ')'
        : "The list of models";
}

std::vector<ConditionalValue> scalesOf(const MergekitItem& item, const std::string& method)
{
    if (method != "linear")
        return parameterValues(item.parameters, "scale");
    const bool isNormalised =
        std::none_of(item.parameters.begin(), item.parameters.end(),
                     [](const YamlValue* level) { return level && isFalse(level->find("normalize")); });
    return isNormalised ? std::vector<ConditionalValue>() : parameterValues(item.parameters, "weight");
}

} // namespace

const MergekitItem* MergekitWeaver::chosen(const MergekitItems& items, const std::string& method,
                                           std::size_t number)
{
    if (items.size() == 1)
        return &items.front();
    std::vector<const MergekitItem*> weighty;
    for (const MergekitItem& item : items)
        if (method != "linear" || !isAllZero(parameterValues(item.parameters, "weight")))
            weighty.push_back(&item);
    if (weighty.size() == 1)
        return weighty.front();
    const auto isSameModel = [&](const MergekitItem* item) { return item->model == weighty.front()->model; };
    if (!weighty.empty() && std::all_of(weighty.begin(), weighty.end(), isSameModel))
        failAtLine(weighty[1]->line,
                   "slice " + std::to_string(number) + " takes several ranges of " + weighty.front()->model
                       + ", of which mergekit would keep the last only: write one slice for each");
    m_context.note(describeSlice(items, number) + " blends " + counted(items.size(), "model") + " with \""
                   + method + "\", which a stack of layers cannot say; it is left out");
    return nullptr;
}

MergekitStack MergekitWeaver::weave(const std::vector<MergekitItems>& slices, const std::string& method)
{
    std::vector<const MergekitItem*> taken;
    for (std::size_t i = 0; i < slices.size(); ++i)
        if (const MergekitItem* item = chosen(slices[i], method, i + 1))
            taken.push_back(item);
    MergekitStack stack;
    for (const MergekitItem* item : taken)
        append(stack, *item, method, {item == taken.front(), item == taken.back()});
    if (stack.blocks.empty())
        throw Error(ErrorCode::Unsupported,
                    m_context.import.notes.empty() ? "There are no layers in this configuration"
                                                   : "There is nothing to stack in this configuration: "
                            + m_context.import.notes.back());
    if (method != "passthrough" && method != "linear")
        m_context.note("merge_method \"" + method + "\" is read as stacking: each slice has one source");
    return stack;
}

MergekitWeaver::Donor MergekitWeaver::donorOf(const MergekitItem& item)
{
    const auto earlier = m_context.earlier.find(item.model);
    if (earlier != m_context.earlier.end())
        return {&earlier->second, 0, static_cast<std::uint32_t>(earlier->second.blocks.size())};
    const SourceIndex source = m_context.sourceNamed(item.model);
    return {nullptr, source, m_context.import.stack.setup.sources[source.value].layers};
}

std::pair<std::uint32_t, std::uint32_t> MergekitWeaver::rangeOf(const MergekitItem& item,
                                                                const Donor& donor) const
{
    if (!item.range && donor.depth == 0) {
        const std::string reason = m_context.import.stack.setup.sources[donor.source.value].missingReason;
        throw Error(ErrorCode::Io,
                    "The number of layers of " + item.model
                        + " is not known: " + (reason.empty() ? "it has none" : reason));
    }
    const std::pair range = item.range.value_or(std::pair {0U, donor.depth});
    if (donor.stack && range.second > donor.depth)
        failAtLine(item.line,
                   item.model + " has " + counted(donor.depth, "layer") + ", so there is no layer "
                       + std::to_string(range.second - 1));
    return range;
}

std::vector<ConditionalValue> MergekitWeaver::layerScales(const MergekitItem& item, const Donor& donor,
                                                          const std::string& method, Position position)
{
    std::vector<ConditionalValue> scales = scalesOf(item, method);
    noteScalesOutside(scales, position);
    const Model* model = donor.stack ? nullptr : modelOf(m_context.import.stack, donor.source);
    for (ConditionalValue& scale : scales)
        if (scale.filter == "layers." || (model && scale.filter == model->table.prefix))
            scale.filter.clear(); // all layers and nothing else: what the export writes
    return scales;
}

void MergekitWeaver::rescale(Block& block, std::vector<Scale> scales, const std::string& model)
{
    if (scales.empty())
        return;
    if (!block.scales.empty())
        m_context.note("Layers of " + model
                       + " are scaled twice; only the scale of the later document is kept");
    block.scales = std::move(scales);
}

void MergekitWeaver::countLayers(const MergekitItem& item, std::size_t layers)
{
    m_blocks += layers;
    if (m_blocks > kMaxBlocks)
        failAtLine(item.line, "the output would have more than " + groupedDigits(kMaxBlocks) + " layers");
}

void MergekitWeaver::countScales(const MergekitItem& item, const std::vector<Scale>& scales)
{
    m_scales += scales.size();
    if (scales.size() > kMaxScalesPerBlock || m_scales > kMaxScales)
        failAtLine(item.line,
                   "a layer can have " + std::to_string(kMaxScalesPerBlock) + " scales and the output "
                       + groupedDigits(kMaxScales) + "; there are more");
}

void MergekitWeaver::append(MergekitStack& stack, const MergekitItem& item, const std::string& method,
                            Position position)
{
    const Donor donor = donorOf(item);
    const auto [begin, end] = rangeOf(item, donor);
    countLayers(item, end - begin);
    if (position.isFirst)
        stack.embeddings = donor.stack ? donor.stack->embeddings : donor.source;
    if (position.isLast)
        stack.normAndHead = donor.stack ? donor.stack->normAndHead : donor.source;
    const std::vector<ConditionalValue> scales = layerScales(item, donor, method, position);
    for (std::uint32_t layer = begin; layer < end; ++layer) {
        Block block = donor.stack ? donor.stack->blocks[layer]
                                  : Block {donor.source, LayerIndex::from(layer), {}, false};
        rescale(block, scalesAt(scales, layer - begin, end - begin), item.model);
        countScales(item, block.scales);
        block.splitBefore = block.splitBefore || (layer == begin && continuesLast(stack.blocks, block));
        stack.blocks.push_back(std::move(block));
    }
}

void MergekitWeaver::noteScalesOutside(const std::vector<ConditionalValue>& scales, Position position)
{
    for (const ConditionalValue& scale : scales) {
        const bool says =
            std::any_of(scale.gradient.begin(), scale.gradient.end(), [](double n) { return n != 1; });
        if (!says)
            continue;
        if (scale.filter.empty() && position.isFirst)
            m_context.note(
                "mergekit also scales the embeddings when the first slice has a scale without filter; here "
                "only layers are scaled");
        if (scale.filter.empty() && position.isLast)
            m_context.note(
                "mergekit also scales the final norm and the head when the last slice has a scale without "
                "filter; here only layers are scaled");
        if (scale.filter.find("embed") != std::string::npos
            || scale.filter.find("lm_head") != std::string::npos)
            m_context.note("The scale for \"" + scale.filter + "\" is left out: only layers can be scaled");
    }
}

} // namespace layerloom::core
