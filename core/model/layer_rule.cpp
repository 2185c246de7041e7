#include "core/model/layer_rule.h"

#include "core/model/config_sections.h"
#include "core/model/counting_forms.h"
#include "core/model/list_forms.h"
#include "core/model/name_forms.h"
#include "core/model/sequence_forms.h"
#include "core/model/stack_side.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace layerloom::core {

extern const char* const kLayerRulesJson;

namespace {

using Json = nlohmann::ordered_json;

struct Form {
    std::string_view name;
    RuleForm form;
    std::optional<LayerValues> (*read)(const RuleText& text, std::size_t layers);
    std::optional<std::vector<ConfigPatch>> (*write)(const RuleText& text, const LayerValues& values,
                                                     std::size_t oldLayers);
};

constexpr std::array<Form, 19> kForms {{
    {"indices", RuleForm::Indices, readIndices, writeIndices},
    {"indexText", RuleForm::IndexText, readIndexText, writeIndexText},
    {"prefix", RuleForm::Prefix, readPrefix, writePrefix},
    {"suffix", RuleForm::Suffix, readSuffix, writeSuffix},
    {"band", RuleForm::Band, readBand, writeBand},
    {"period", RuleForm::Period, readPeriod, writePeriod},
    {"sparse", RuleForm::Sparse, readSparse, writeSparse},
    {"cycle", RuleForm::Cycle, readCycle, writeCycle},
    {"letters", RuleForm::Letters, readLetters, writeLetters},
    {"runs", RuleForm::Runs, readRuns, writeRuns},
    {"indexMap", RuleForm::IndexMap, readIndexMap, writeIndexMap},
    {"names", RuleForm::Names, readNames, writeNames},
    {"nameMap", RuleForm::NameMap, readNameMap, writeNameMap},
    {"list", RuleForm::List, readList, writeList},
    {"hiddenStates", RuleForm::HiddenStates, readHiddenStates, writeHiddenStates},
    {"pairs", RuleForm::Pairs, readPairs, writePairs},
    {"outputs", RuleForm::Outputs, readOutputs, writeOutputs},
    {"stageNames", RuleForm::StageNames, readStageNames, writeStageNames},
    {"count", RuleForm::Count, readCount, writeCount},
}};

LayerRule ruleFrom(const Json& json)
{
    const auto text = [&](const char* key) { return json.value(key, std::string()); };
    const std::string name = text("form");
    const auto form =
        std::find_if(kForms.begin(), kForms.end(), [&](const Form& known) { return known.name == name; });
    return {.key = text("key"),
            .form = form->form,
            .first = json.value("first", std::int64_t(0)),
            .firstOf = json.value("firstOf", std::map<std::string, std::int64_t>()),
            .phase = json.value("phase", std::int64_t(-1)),
            .companion = text("companion"),
            .step = text("step"),
            .unlessKey = text("unlessKey"),
            .whenKey = text("whenKey"),
            .listKey = text("listKey"),
            .writesList = json.value("writesList", false),
            .yes = text("yes"),
            .no = text("no"),
            .file = text("file"),
            .side = text("side"),
            .stack = {}};
}

const Form& formOf(const LayerRule& rule)
{
    return *std::find_if(kForms.begin(), kForms.end(),
                         [&](const Form& known) { return known.form == rule.form; });
}

bool isSaid(const ConfigText& config, const std::string& key)
{
    const auto raw = config.raw(key);
    return raw && *raw != "null" && *raw != "false";
}

/// Some families write a list with one entry a layer under a key that counts, or sizes all layers, in others: the kind of
/// the value tells which rule it is.
bool isOfAnotherForm(const ConfigText& config, const std::string& key, RuleForm form)
{
    switch (form) {
    case RuleForm::Prefix:
    case RuleForm::Suffix:
    case RuleForm::Period:
        return config.array(key).has_value();
    case RuleForm::List:
    case RuleForm::HiddenStates:
    case RuleForm::Pairs:
    case RuleForm::StageNames:
        return !config.array(key);
    case RuleForm::Outputs: {
        // Features are named; numbers under that key are widths.
        const auto elements = config.array(key);
        return !elements
            || (key.ends_with("features") && !elements->empty() && !elements->front().starts_with('"'));
    }
    case RuleForm::IndexMap:
    case RuleForm::NameMap:
        return !config.raw(key).value_or("").starts_with('{');
    default:
        return false;
    }
}

/// The section of the first of these keys that says something.
std::optional<std::string> sectionOf(const ConfigText& config, const std::string& name)
{
    for (const std::string& key : presentKeys(config, {name}))
        if (isSaid(config, key))
            return key.substr(0, key.size() - name.size());
    return std::nullopt;
}

} // namespace

const std::vector<LayerRule>& layerRules()
{
    static const std::vector<LayerRule> rules = [] {
        std::vector<LayerRule> read;
        // The others are about tensors: depthShapes(), layerGroupNames().
        for (const Json& entry : Json::parse(kLayerRulesJson))
            if (entry.contains("form"))
                read.push_back(ruleFrom(entry));
        return read;
    }();
    return rules;
}

std::optional<std::string> ruleSection(const ConfigText& config, const LayerRule& rule)
{
    auto section = sectionOf(config, rule.key);
    if (!section || isOfAnotherForm(config, *section + rule.key, rule.form))
        return std::nullopt;
    if (!rule.unlessKey.empty() && sectionOf(config, rule.unlessKey))
        return std::nullopt;
    if (!rule.whenKey.empty() && !config.boolean(*section + rule.whenKey).value_or(false))
        return std::nullopt;
    return section;
}

std::optional<LayerValues> readRule(const ConfigText& config, const std::string& section,
                                    const LayerRule& rule, std::size_t layers)
{
    return formOf(rule).read({config, section, rule}, layers);
}

std::optional<LayerValues> silentRule(const LayerRule& rule, std::size_t layers)
{
    switch (rule.form) {
    case RuleForm::Indices:
    case RuleForm::IndexText:
    case RuleForm::Prefix:
    case RuleForm::Suffix:
        return LayerValues(layers, "no");
    case RuleForm::IndexMap:
    case RuleForm::Names:
    case RuleForm::NameMap:
    case RuleForm::Pairs:
        return LayerValues(layers);
    case RuleForm::StageNames:
        return LayerValues(layers, "stage");
    case RuleForm::List:
    case RuleForm::HiddenStates:
    case RuleForm::Outputs:
    case RuleForm::Band:
    case RuleForm::Period:
    case RuleForm::Sparse:
    case RuleForm::Cycle:
    case RuleForm::Letters:
    case RuleForm::Runs:
    case RuleForm::Count:
        break;
    }
    return std::nullopt;
}

std::optional<std::vector<ConfigPatch>> writeRule(const ConfigText& config, const std::string& section,
                                                  const LayerRule& rule, const LayerValues& values,
                                                  std::size_t oldLayers)
{
    const RuleText text {config, section, rule};
    // What already says it stays as it is, to the byte.
    if (const auto now = formOf(rule).read(text, values.size()); now == values && oldLayers == values.size())
        return std::vector<ConfigPatch> {};
    return formOf(rule).write(text, values, oldLayers);
}

bool isOfOtherSide(std::string_view name, std::string_view stack)
{
    const std::optional<StackSide> named = sideOf(name);
    const std::optional<StackSide> wanted = sideOf(stack);
    return wanted ? named && named != wanted : named == StackSide::Encoder && !stack.empty();
}

std::size_t periodOf(const ConfigText& config, const std::string& section, const LayerRule& rule)
{
    const std::int64_t period =
        rule.form == RuleForm::Period ? config.integer(section + rule.key).value_or(0) : 0;
    return period > 0 && period < 10'000 ? static_cast<std::size_t>(period) : 0;
}

} // namespace layerloom::core
