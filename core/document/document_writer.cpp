#include "core/document/document_writer.h"

#include "core/document/document_json.h"
#include "core/io/replace_file.h"
#include "core/stack/slices.h"

#include <algorithm>
#include <map>

namespace layerloom::core {

namespace {

Json parsedOr(const std::string& text, Json otherwise)
{
    return text.empty() ? std::move(otherwise) : Json::parse(text);
}

/// A key that is there keeps its place; an absent value removes it.
void put(Json& object, std::string_view key, Json value)
{
    object[std::string(key)] = std::move(value);
}

void putUnless(bool absent, Json& object, std::string_view key, Json value)
{
    if (absent)
        object.erase(std::string(key));
    else
        put(object, key, std::move(value));
}

bool isSameSource(const Source& left, const Source& right)
{
    return left.label == right.label && left.path == right.path && left.name == right.name
        && left.side == right.side && left.dequantizes == right.dequantizes;
}

/// What opening its sources does not change.
bool isSameDocument(const LoomDocument& left, const LoomDocument& right)
{
    const Setup& a = left.stack.setup;
    const Setup& b = right.stack.setup;
    return left.stack.blocks == right.stack.blocks && a.base == b.base && a.parts == b.parts
        && a.overrides == b.overrides && a.perLayer == b.perLayer && left.settings == right.settings
        && left.pinned == right.pinned
        && std::equal(a.sources.begin(), a.sources.end(), b.sources.begin(), b.sources.end(), isSameSource)
        && parsedOr(left.viewState, {}) == parsedOr(right.viewState, {});
}

/// The elements of a list in the original, each of which can lend its unknown keys once.
class Lender {
public:
    /// `nameOf(element, index)` says what an element stands for.
    template <typename NameOf> Lender(const Json& original, const char* key, NameOf&& nameOf)
    {
        const auto found = original.find(key);
        if (found == original.end() || !found->is_array())
            return;
        for (std::size_t i = 0; i < found->size(); ++i)
            m_elements[nameOf((*found)[i], i)].push_back(&(*found)[i]);
        for (auto& [name, elements] : m_elements)
            std::reverse(elements.begin(), elements.end());
    }

    /// The first element of that name that is not lent yet; an empty object when there is none.
    Json lend(const std::string& name)
    {
        const auto found = m_elements.find(name);
        if (found == m_elements.end() || found->second.empty())
            return Json::object();
        const Json* element = found->second.back();
        found->second.pop_back();
        return *element;
    }

private:
    std::map<std::string, std::vector<const Json*>> m_elements; // the first at the end
};

void writePaths(Json& object, const Source& source, const std::filesystem::path& folder)
{
    const std::filesystem::path path(source.path);
    const std::string relative =
        path.is_relative() ? source.path : path.lexically_relative(folder).generic_string();
    putUnless(path.is_relative(), object, "path", source.path);
    putUnless(relative.empty(), object, "relative", relative);
}

Json sourceList(const LoomDocument& document, const Json& original, const std::vector<Source>& before,
                const std::filesystem::path& folder)
{
    Lender lender(original, "sources", [&](const Json&, std::size_t i) { return before[i].path; });
    Json list = Json::array();
    for (const Source& source : document.stack.setup.sources) {
        Json object = lender.lend(source.path);
        put(object, "label", source.label);
        writePaths(object, source, folder);
        putUnless(source.name.empty(), object, "name", source.name);
        putUnless(!source.side, object, "stack", sideName(source.side.value_or(StackSide::Decoder)));
        putUnless(!source.dequantizes, object, "dequantize", true);
        putUnless(source.fingerprint.empty(), object, "fingerprint", source.fingerprint);
        put(object, "layers", source.layers);
        list.push_back(std::move(object));
    }
    return list;
}

Json scaleList(const std::vector<Scale>& scales)
{
    Json list = Json::array();
    for (const Scale& scale : scales)
        list.push_back({{"tensor", scale.tensor}, {"factor", scale.factor}});
    return list;
}

Json sliceList(const Stack& stack, const Json& original)
{
    const auto nameOf = [](const Json& letter, const Json& range) { return letter.dump() + range.dump(); };
    Lender lender(original, "stack", [&](const Json& old, std::size_t) {
        return nameOf(old.value("source", Json()), old.value("range", Json()));
    });
    Json list = Json::array();
    for (const Slice& slice : slices(stack)) {
        const Block& first = stack.blocks[slice.begin];
        const Json letter = sourceLetter(slice.source);
        const Json range = {slice.firstLayer.value, slice.lastLayer().value + 1};
        Json object = lender.lend(nameOf(letter, range));
        put(object, "source", letter);
        put(object, "range", range);
        putUnless(!first.splitBefore, object, "split", true);
        putUnless(first.scales.empty(), object, "scales", scaleList(first.scales));
        list.push_back(std::move(object));
    }
    return list;
}

Json pinnedList(const LoomDocument& document, const Json& original)
{
    Lender lender(original, "pinned",
                  [](const Json& old, std::size_t) { return old.value("number", Json()).dump(); });
    Json list = Json::array();
    for (const PinnedStack& pinned : document.pinned) {
        Json object = lender.lend(std::to_string(pinned.number));
        put(object, "number", pinned.number);
        put(object, "stack", sliceList({document.stack.setup, pinned.blocks}, object));
        list.push_back(std::move(object));
    }
    return list;
}

Json partsOf(const Setup& setup, Json parts)
{
    for (std::size_t part = 0; part < kPartCount; ++part)
        putUnless(!setup.parts[part], parts, kPartKeys[part],
                  sourceLetter(setup.parts[part].value_or(SourceIndex())));
    return parts;
}

Json overrideList(const Setup& setup)
{
    Json list = Json::array();
    for (const ConfigPatch& patch : setup.overrides)
        list.push_back({{"key", patch.key}, {"value", patch.value}});
    return list;
}

Json perLayerList(const Setup& setup)
{
    Json list = Json::array();
    for (const PerLayerChoice& choice : setup.perLayer)
        list.push_back({{"name", choice.name}, {"gather", choice.gathers}});
    return list;
}

std::string_view dtypeName(const std::optional<FloatType>& dtype)
{
    if (!dtype)
        return "keep";
    switch (*dtype) {
    case FloatType::BF16:
        return "bf16";
    case FloatType::F16:
        return "f16";
    case FloatType::F32:
        break;
    }
    return "f32";
}

Json quantizationOf(const Quantization& quantization)
{
    Json object {{"format", std::string(quantizationName(quantization.type))}};
    if (canDoubleQuantize(quantization.type))
        object["double_quant"] = quantization.doubleQuant;
    if (!quantization.skippedModules.empty())
        object["skip_modules"] = quantization.skippedModules;
    return object;
}

Json settingsOf(const OutputSettings& settings, Json object)
{
    put(object, "dtype", dtypeName(settings.dtype));
    putUnless(!settings.convertsAll, object, "dtype_all", true);
    putUnless(!settings.quantize, object, "quantize",
              settings.quantize ? quantizationOf(*settings.quantize) : Json());
    put(object, "shard_bytes", settings.shardBytes);
    putUnless(!settings.alwaysSharded, object, "always_sharded", true);
    put(object, "verify", kVerifyNames[static_cast<std::size_t>(settings.verify)]);
    put(object, "device", settings.device);
    put(object, "model_card", settings.modelCard);
    put(object, "mergekit_config", settings.mergekitConfig);
    put(object, "recipe", settings.recipe);
    return object;
}

Json childOf(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : Json::object();
}

std::string scalarText(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void appendInline(std::string& text, const Json& value)
{
    if (!value.is_structured()) {
        text += scalarText(value);
        return;
    }
    text += value.is_object() ? '{' : '[';
    const char* separator = "";
    for (const auto& [key, element] : value.items()) {
        text += separator;
        separator = ", ";
        if (value.is_object())
            text += scalarText(key) + ": ";
        appendInline(text, element);
    }
    text += value.is_object() ? '}' : ']';
}

/// One line a key; of a list one line an element, so that a changed slice is one changed line.
std::string layOut(const Json& root)
{
    std::string text = "{";
    for (const auto& [key, value] : root.items()) {
        text += (text.size() > 1 ? ",\n  " : "\n  ") + scalarText(key) + ": ";
        if (!value.is_array() || value.empty()) {
            appendInline(text, value);
            continue;
        }
        const char* separator = "[\n    ";
        for (const Json& element : value) {
            text += separator;
            separator = ",\n    ";
            appendInline(text, element);
        }
        text += "\n  ]";
    }
    return text + "\n}\n";
}

} // namespace

std::string writeDocument(const LoomDocument& document, const std::filesystem::path& folder)
{
    const std::filesystem::path target =
        folder.empty() ? folder : std::filesystem::absolute(folder).lexically_normal();
    Json fresh = Json::object();
    put(fresh, "format", std::string(kFormatName) + std::to_string(kFormatMajor));
    const Json original = parsedOr(document.original, std::move(fresh));
    const LoomDocument before =
        document.original.empty() ? LoomDocument() : decodeDocument(original, document.folder);
    if (!document.original.empty() && document.folder == target && isSameDocument(document, before))
        return document.original;

    const Setup& setup = document.stack.setup;
    Json root = original;
    put(root, "sources", sourceList(document, original, before.stack.setup.sources, target));
    putUnless(!setup.base, root, "base", sourceLetter(setup.base.value_or(SourceIndex())));
    const Json parts = partsOf(setup, childOf(original, "parts"));
    putUnless(parts.empty(), root, "parts", parts);
    putUnless(setup.overrides.empty(), root, "overrides", overrideList(setup));
    putUnless(setup.perLayer.empty(), root, "per_layer", perLayerList(setup));
    put(root, "stack", sliceList(document.stack, original));
    putUnless(document.pinned.empty(), root, "pinned", pinnedList(document, original));
    put(root, "merge", settingsOf(document.settings, childOf(original, "merge")));
    putUnless(document.viewState.empty(), root, "view", parsedOr(document.viewState, {}));
    return layOut(root);
}

Result<std::string> saveDocument(const LoomDocument& document, const std::filesystem::path& file)
{
    return guarded([&] {
        const std::filesystem::path path = std::filesystem::absolute(file);
        std::string text = writeDocument(document, path.parent_path());
        replaceFile(path, text);
        return text;
    });
}

} // namespace layerloom::core
