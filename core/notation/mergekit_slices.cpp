#include "core/notation/mergekit_slices.h"

namespace layerloom::core {

namespace {

constexpr std::int64_t kMaxLayer = 1'000'000;

std::uint32_t layerNumber(const YamlValue& value)
{
    const std::optional<std::int64_t> number = value.integer();
    if (!number || *number < 0 || *number > kMaxLayer)
        failAtLine(value.line, "\"" + value.scalar + "\" is not a layer number");
    return static_cast<std::uint32_t>(*number);
}

std::pair<std::uint32_t, std::uint32_t> layerRangeOf(const YamlValue& value)
{
    if (!value.isList() || value.list.size() != 2)
        failAtLine(value.line, "layer_range is not two numbers");
    const std::pair range {layerNumber(value.list[0]), layerNumber(value.list[1])};
    if (range.first > range.second)
        failAtLine(value.line,
                   "layer_range [" + std::to_string(range.first) + ", " + std::to_string(range.second)
                       + "] ends before it begins");
    return range;
}

} // namespace

const YamlValue& listAt(const YamlValue& holder, const char* key)
{
    const YamlValue* list = holder.find(key);
    if (!list || !list->isList())
        failAtLine(list ? list->line : holder.line, std::string("\"") + key + "\" is not a list");
    return *list;
}

MergekitItem readItem(MergekitContext& context, const YamlValue& value, MergekitParameters parameters,
                      bool needsRange)
{
    const YamlValue* model = value.isMap() ? value.find("model") : &value;
    if (!model)
        failAtLine(value.line, "a source names no model");
    MergekitItem item {context.nameOf(*model), std::nullopt, std::move(parameters), value.line};
    if (const YamlValue* range = value.find("layer_range"))
        item.range = layerRangeOf(*range);
    else if (needsRange)
        failAtLine(value.line, "the source \"" + item.model + "\" has no layer_range");
    if (const YamlValue* revision = value.find("revision"))
        context.note("\"revision: " + revision->scalar + "\" beside " + item.model
                     + " has no effect, as in mergekit; write \"" + item.model + '@' + revision->scalar
                     + "\" to use it");
    return item;
}

std::vector<MergekitItems> readSlices(MergekitContext& context, const YamlValue& holder,
                                      const MergekitParameters& outer)
{
    std::vector<MergekitItems> slices;
    for (const YamlValue& slice : listAt(holder, "slices").list) {
        MergekitItems items;
        for (const YamlValue& source : listAt(slice, "sources").list) {
            MergekitParameters parameters {source.find("parameters"), slice.find("parameters")};
            parameters.insert(parameters.end(), outer.begin(), outer.end());
            items.push_back(readItem(context, source, std::move(parameters), true));
        }
        if (items.empty())
            failAtLine(slice.line, "a slice has no sources");
        slices.push_back(std::move(items));
    }
    return slices;
}

std::vector<MergekitItems> readModels(MergekitContext& context, const YamlValue& holder,
                                      const MergekitParameters& outer, const std::string& method)
{
    MergekitItems items;
    for (const YamlValue& model : listAt(holder, "models").list) {
        MergekitParameters parameters {model.isMap() ? model.find("parameters") : nullptr};
        parameters.insert(parameters.end(), outer.begin(), outer.end());
        items.push_back(readItem(context, model, std::move(parameters), false));
    }
    if (method != "passthrough" || items.size() < 2)
        return {std::move(items)};
    context.note(
        "mergekit's passthrough takes several models only as slices; here they are stacked one after the "
        "other");
    std::vector<MergekitItems> slices;
    for (MergekitItem& item : items)
        slices.push_back({std::move(item)});
    return slices;
}

} // namespace layerloom::core
