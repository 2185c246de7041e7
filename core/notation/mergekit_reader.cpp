#include "core/notation/mergekit_reader.h"

#include "core/base/error.h"
#include "core/notation/mergekit_model.h"
#include "core/notation/mergekit_parts.h"
#include "core/notation/mergekit_slices.h"

#include <algorithm>

namespace layerloom::core {
namespace {

/// True for a module that is one model's, and that model gives config.json: it is copied with it.
bool copiesBase(const YamlValue& module, const YamlValue& document)
{
    const YamlValue* models = module.find("models");
    const YamlValue* base = document.find("base_model");
    if (!models || !models->isList() || models->list.size() != 1 || !base)
        return false;
    const YamlValue& item = models->list.front();
    const YamlValue* model = item.isMap() ? item.find("model") : &item;
    return model && modelReference(*model).name == modelReference(*base).name;
}

} // namespace

MergekitImport MergekitReader::read(const std::vector<YamlValue>& documents)
{
    std::optional<MergekitStack> last;
    std::optional<Error> refusal;
    for (const YamlValue& document : documents) {
        if (document.kind == YamlValue::Kind::Null)
            continue;
        if (!document.isMap())
            failAtLine(document.line, "this is not a mergekit configuration");
        m_context.import.stack.setup.base.reset();
        m_context.import.stack.setup.parts = {};
        m_context.import.dtype.reset();
        Result<MergekitStack> result = guarded([&] { return readDocument(document); });
        const YamlValue* name = document.find("name");
        if (!result && result.error().code() != ErrorCode::Unsupported)
            throw Error(result.error());
        if (!result) {
            noteLeftOut(name);
            refusal = refusal.value_or(result.error());
            continue;
        }
        last = std::move(result).value();
        if (name)
            m_context.earlier[name->scalar] = *last;
    }
    if (!last && refusal)
        throw Error(*refusal);
    if (!last)
        throw Error(ErrorCode::Corrupt, "This text holds no mergekit configuration");
    finish(std::move(*last));
    return std::move(m_context.import);
}

/// A document that only blends is no reason to refuse the others: its result can be a model that lies somewhere.
void MergekitReader::noteLeftOut(const YamlValue* name)
{
    if (name)
        m_context.note("The document \"" + name->scalar + "\" stacks no layers and is left out; --model "
                       + name->scalar + "=DIR names a folder that holds its result");
}

MergekitStack MergekitReader::readDocument(const YamlValue& document)
{
    if (document.find("experts"))
        failAtLine(document.line,
                   "this is a configuration for a mixture of experts, which is no stack of layers");
    noteUnknownKeys(m_context, document);
    if (document.find("layer_slices"))
        return readLegacy(document);
    const YamlValue* method = document.find("merge_method");
    const std::string methodName = method ? method->scalar : "passthrough";
    readDtype(m_context, document);
    const YamlValue& holder = stackModule(document);
    MergekitParameters outer {document.find("parameters")};
    if (&holder != &document)
        outer.insert(outer.begin(), holder.find("parameters"));
    if (!holder.find("slices") && !holder.find("models"))
        failAtLine(holder.line, R"(there is none of "slices", "models", "modules" and "layer_slices")");
    MergekitStack result =
        m_weaver.weave(holder.find("slices") ? readSlices(m_context, holder, outer)
                                             : readModels(m_context, holder, outer, methodName),
                       methodName);
    readParts(m_context, document);
    result.base = m_context.import.stack.setup.base;
    return result;
}

void MergekitReader::noteOtherModule(const std::string& name)
{
    const auto side = sideNamed(name);
    m_context.note("The module \"" + name
                   + "\" is put together in the file; here it is copied from the model that gives config.json"
                   + (side && side != m_side
                          ? "; choose the " + name + " (--stack " + name + ") to stack it instead"
                          : ""));
}

const YamlValue& MergekitReader::stackModule(const YamlValue& document)
{
    const YamlValue* modules = document.find("modules");
    if (!modules)
        return document;
    if (!modules->isMap() || modules->map.empty())
        failAtLine(modules->line, "\"modules\" is not a map of modules");
    const std::string wanted(m_side ? sideName(*m_side) : std::string_view("decoder"));
    const YamlValue* stack = m_side ? modules->find(wanted) : nullptr;
    for (const std::string& name : {std::string("text_decoder"), std::string("default"), wanted})
        if (!stack)
            stack = modules->find(name);
    for (const auto& [name, module] : modules->map)
        if (!stack && module.find("slices"))
            stack = &module;
    if (!stack)
        stack = &modules->map.front().value;
    for (const auto& [name, module] : modules->map)
        if (&module != stack && !copiesBase(module, document))
            noteOtherModule(name);
    return *stack;
}

// bakllama: layer_slices with start and end; its scale means the down projections.
MergekitStack MergekitReader::readLegacy(const YamlValue& document)
{
    const YamlValue* slices = document.find("layer_slices");
    if (!slices->isList())
        failAtLine(slices->line, "\"layer_slices\" is not a list");
    std::vector<MergekitItems> items;
    std::vector<YamlValue> parameters(slices->list.size());
    for (std::size_t i = 0; i < slices->list.size(); ++i) {
        const YamlValue& slice = slices->list[i];
        YamlValue range {YamlValue::Kind::List, {}, {}, {}, slice.line};
        for (const auto* key : {"start", "end"}) {
            const YamlValue* bound = slice.find(key);
            range.list.push_back(bound ? *bound : YamlValue {YamlValue::Kind::Null, {}, {}, {}, slice.line});
        }
        YamlValue source = slice;
        source.map.push_back({"layer_range", std::move(range)});
        if (const YamlValue* scale = slice.find("scale")) {
            YamlValue filter {YamlValue::Kind::Scalar, "down_proj", {}, {}, slice.line};
            YamlValue condition {
                YamlValue::Kind::Map, {}, {}, {{"filter", filter}, {"value", *scale}}, slice.line};
            parameters[i] = {YamlValue::Kind::Map, {}, {}, {{"scale", condition}}, slice.line};
        }
        items.push_back({readItem(m_context, source, {&parameters[i]}, true)});
    }
    MergekitStack result = m_weaver.weave(items, "passthrough");
    if (const YamlValue* embeddings = document.find("embedding_source"))
        result.embeddings = m_context.sourceNamed(m_context.nameOf(*embeddings));
    if (const YamlValue* head = document.find("lm_head_source"))
        result.normAndHead = m_context.sourceNamed(m_context.nameOf(*head));
    return result;
}

void MergekitReader::finish(MergekitStack result)
{
    Stack& stack = m_context.import.stack;
    stack.blocks = std::move(result.blocks);
    auto& parts = stack.setup.parts;
    if (result.embeddings && *result.embeddings != stack.blocks.front().source)
        parts[static_cast<std::size_t>(Part::Embeddings)] = result.embeddings;
    if (result.normAndHead && *result.normAndHead != stack.blocks.back().source)
        parts[static_cast<std::size_t>(Part::Norm)] = parts[static_cast<std::size_t>(Part::Head)] =
            result.normAndHead;
    for (const Block& block : stack.blocks) {
        Source& source = stack.setup.sources[block.source.value];
        if (!source.model)
            source.layers = std::max(source.layers, block.layer.value + 1);
    }
}

} // namespace layerloom::core
