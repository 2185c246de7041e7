#pragma once

#include "core/model/config_text.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// How a key of config.json assigns a value to every layer. "Yes" layers are those that the key selects.
enum class RuleForm {
    Indices, ///< [3, 8, 13]: the yes layers
    IndexText, ///< "3,8,13": the same as one string
    Prefix, ///< 3: the first three are yes
    Suffix, ///< 3: the last three are yes
    Band, ///< the yes layers lie from this one to the companion's (-1: the last), every step-th of them
    Period, ///< 6: one yes layer in six, at the phase
    Sparse, ///< 2: every second is yes, less those that the companion lists
    Cycle, ///< ["recurrent", "attention"]: repeated over all layers
    Letters, ///< "M-M*": one letter a layer
    Runs, ///< [[["global", "local"], 12]]: words, and how often they are repeated
    IndexMap, ///< {"05": {…}}, {"layer_5": {…}}: an entry for some layers
    Names, ///< ["model.layers.3.mlp", "lm_head"]: modules
    NameMap, ///< {"model.layers.3.mlp": {…}}: modules
    List, ///< ["a", "b", "c"]: an entry for every layer
    HiddenStates, ///< the same behind one entry for what enters the first layer
    Pairs, ///< [[5, 1], [7, 0]]: a layer and what is said of it
    Outputs, ///< [0, 8] or ["stem", "stage8"]: with `first` 1, 8 is what the eighth layer returns, 0 what enters the first
    StageNames, ///< ["stem", "stage1", "stage2"]: the names of all outputs
    Count, ///< 12: the number of layers, of which something beside them depends; nothing can be written
};

/// A key of config.json, or of a JSON file beside it, that depends on the positions of layers; from layer_rules.json, or
/// found by foundRules().
struct LayerRule {
    std::string key; ///< "first_k_dense_replace", "linear_attn_config.kda_layers"
    RuleForm form = RuleForm::Indices;
    /// Indices: the number of the first layer, unless this list or its companion holds a 0. Outputs: the number of what
    /// the first layer returns.
    std::int64_t first = 0;
    std::map<std::string, std::int64_t>
        firstOf; ///< Outputs: the same by the first of "architectures", where it differs
    std::int64_t phase = -1; ///< Period: the position of the yes layer in it; -1 is the last
    std::string
        companion; ///< a second key that belongs to it, as the form says; Period: the key of the phase
    std::string step; ///< Band: the key of the step
    std::string unlessKey; ///< a list with one entry a layer that overrides it
    std::string whenKey; ///< the rule is in force only where this key is true
    std::string listKey; ///< a list with one entry per layer that can express more than this rule
    bool writesList = false; ///< every reader knows that list, so it is written without asking
    std::string yes; ///< the type of a yes layer: "full_attention"; empty when it is no layer type
    std::string no;
    std::string file; ///< the file beside config.json that has the key; empty: config.json
    std::string side; ///< "encoder" or "decoder": it is about that stack alone
    std::string stack; ///< prefix of the stack that it is read for; empty: any
    bool isGuess = false; ///< the shape of the value is the only evidence
};

/// The value of a rule for each layer as comparable text: "yes" and "no", letters, raw JSON.
using LayerValues = std::vector<std::string>;

/// All rules of layer_rules.json.
const std::vector<LayerRule>& layerRules();

/// Where `config` keeps a rule that is in force, as a section with its dot: "", "text_config."; nullopt when the key
/// is missing, null, false or overridden.
std::optional<std::string> ruleSection(const ConfigText& config, const LayerRule& rule);

/// The values of the rule for the first `layers` layers; nullopt when they cannot be determined.
std::optional<LayerValues> readRule(const ConfigText& config, const std::string& section,
                                    const LayerRule& rule, std::size_t layers);

/// The values for a model whose config lacks the key; nullopt when they cannot be determined.
std::optional<LayerValues> silentRule(const LayerRule& rule, std::size_t layers);

/// The changes that make the rule have `values`, none when it has them already; nullopt when its form cannot express them.
/// `oldLayers` is how many layers the config describes now.
std::optional<std::vector<ConfigPatch>> writeRule(const ConfigText& config, const std::string& section,
                                                  const LayerRule& rule, const LayerValues& values,
                                                  std::size_t oldLayers);

/// True when a name belongs to the other stack than the one with this prefix: to the encoder beside a decoder, or to the
/// decoder beside an encoder.
bool isOfOtherSide(std::string_view name, std::string_view stack);

/// The period of a Period rule in layers; 0 for other forms.
std::size_t periodOf(const ConfigText& config, const std::string& section, const LayerRule& rule);

} // namespace layerloom::core
