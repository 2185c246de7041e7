#include "core/model/family.h"

#include "core/base/text.h"
#include "core/model/config_sections.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace layerloom::core {

extern const char* const kFamiliesJson;

namespace {

using Json = nlohmann::ordered_json;

template <typename Value> void take(const Json& json, const char* key, Value& value)
{
    if (json.contains(key))
        json.at(key).get_to(value);
}

void takeShapes(const Json& json, std::vector<ShapeRule>& shapes)
{
    if (!json.contains("shapes"))
        return;
    shapes.clear();
    for (const auto& [suffix, extents] : json.at("shapes").items())
        shapes.push_back({suffix, extents.get<std::vector<std::string>>()});
}

void takeUnsupportedKeys(const Json& json, std::vector<UnsupportedKey>& keys)
{
    if (!json.contains("unsupportedKeys"))
        return;
    keys.clear();
    for (const Json& rule : json.at("unsupportedKeys")) {
        UnsupportedKey key {rule.at("key").get<std::string>(), {}, rule.value("unlessKey", "")};
        for (const Json& value : rule.value("harmless", Json::array()))
            key.harmless.push_back(value.dump());
        keys.push_back(std::move(key));
    }
}

// What an entry does not say stays as in `base`.
Family familyFrom(const std::string& name, const Json& json, Family base)
{
    base.name = name;
    take(json, "embeddings", base.embeddings);
    take(json, "norm", base.norm);
    take(json, "head", base.head);
    take(json, "taskHeads", base.taskHeads);
    take(json, "countKeys", base.countKeys);
    take(json, "rareCountKeys", base.rareCountKeys);
    take(json, "encoderCountKeys", base.encoderCountKeys);
    take(json, "decoderCountKeys", base.decoderCountKeys);
    take(json, "countFactors", base.countFactors);
    take(json, "plainCountsDecoder", base.plainCountsDecoder);
    take(json, "decoderCountDefaults", base.decoderCountDefaults);
    take(json, "perLayerKeys", base.perLayerKeys);
    take(json, "residualWriters", base.residualWriters);
    take(json, "buffers", base.buffers);
    take(json, "uncounted", base.uncounted);
    take(json, "tiedByDefault", base.tiedByDefault);
    take(json, "headSizeMustBeSaid", base.headSizeMustBeSaid);
    take(json, "positionalPeriod", base.positionalPeriod);
    take(json, "positionalPhase", base.positionalPhase);
    take(json, "firstPlaceTensors", base.firstPlaceTensors);
    take(json, "depthShapedTensors", base.depthShapedTensors);
    take(json, "lastLayerType", base.lastLayerType);
    take(json, "rootDepthFactors", base.rootDepthFactors);
    take(json, "depthTrait", base.depthTrait);
    take(json, "positionalPeriodKey", base.positionalPeriodKey);
    take(json, "positionalType", base.positionalType);
    takeShapes(json, base.shapes);
    takeUnsupportedKeys(json, base.unsupportedKeys);
    return base;
}

struct Families {
    Family common;
    std::vector<Family> known;

    const Family& named(std::string_view name) const
    {
        const auto entry = std::find_if(known.begin(), known.end(),
                                        [&](const Family& family) { return family.name == name; });
        return entry == known.end() ? common : *entry;
    }
};

Families readFamilies()
{
    const Json json = Json::parse(kFamiliesJson);
    Families families;
    families.common = familyFrom({}, json.at("common"), {});
    for (const auto& [name, entry] : json.at("families").items())
        families.known.push_back(familyFrom(name, entry, families.named(entry.value("like", ""))));
    return families;
}

const Families& families()
{
    static const Families read = readFamilies();
    return read;
}

// Lists of module names rule layers only when a name holds a number.
bool namesNoLayer(const ConfigText& config, const std::string& key)
{
    const auto elements = config.array(key);
    if (!elements || key.find("quantization_config.") == std::string::npos)
        return false;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::none_of(elements->begin(), elements->end(), [&](std::string_view element) {
        return std::any_of(element.begin(), element.end(), isDigit);
    });
}

bool isHarmless(const ConfigText& config, const std::string& key, const UnsupportedKey& rule)
{
    const std::string_view value = config.raw(key).value_or("null");
    if (value == "null" || value == "false"
        || std::count(rule.harmless.begin(), rule.harmless.end(), value) > 0)
        return true;
    if (value.starts_with('{'))
        return config.keys(key).empty();
    const auto elements = config.array(key);
    return (elements && elements->empty()) || namesNoLayer(config, key);
}

} // namespace

const std::vector<Family>& knownFamilies()
{
    return families().known;
}

const Family& familyFor(std::string_view modelType)
{
    return families().named(modelType);
}

std::vector<std::string> unfollowedKeys(const ConfigText& config, const Family& family)
{
    std::vector<std::string> unfollowed;
    for (const UnsupportedKey& rule : family.unsupportedKeys) {
        if (!rule.unlessKey.empty() && !presentKeys(config, {rule.unlessKey}).empty())
            continue;
        for (std::string& key : presentKeys(config, {rule.key})) {
            if (!isHarmless(config, key, rule))
                unfollowed.push_back(std::move(key));
        }
    }
    return unfollowed;
}

bool isCounted(std::string_view name, const Family& family)
{
    const auto isPart = [&](const std::string& part) { return name.find(part) != std::string_view::npos; };
    return std::none_of(family.buffers.begin(), family.buffers.end(), isPart)
        && std::none_of(family.uncounted.begin(), family.uncounted.end(), isPart);
}

bool isFirstPlaceTensor(std::string_view name, const Family& family)
{
    return std::any_of(family.firstPlaceTensors.begin(), family.firstPlaceTensors.end(),
                       [&](const std::string& part) { return name.find(part) != std::string_view::npos; });
}

std::size_t positionalPhase(std::size_t period, const Family& family)
{
    return family.positionalPhase < 0 ? period - 1
                                      : static_cast<std::size_t>(family.positionalPhase) % period;
}

int positionalPeriod(const ConfigText& config, const Family& family)
{
    for (const std::string& key : presentKeys(config, {"layer_types"})) {
        if (config.array(key))
            return 0;
    }
    if (!family.positionalPeriodKey.empty()) {
        for (const std::string& key : presentKeys(config, {family.positionalPeriodKey})) {
            if (const auto period = config.integer(key); period && *period > 0 && *period < 10'000)
                return static_cast<int>(*period);
        }
    }
    return family.positionalPeriod;
}

} // namespace layerloom::core
