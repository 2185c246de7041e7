#include "core/merge/plan/quantized_modules.h"

#include "core/checks/dequantize_problems.h"
#include "core/model/config_sections.h"
#include "core/stack/followed_rules.h"
#include "core/stack/head.h"
#include "core/stack/part_names.h"

#include <algorithm>
#include <set>

namespace layerloom::core {
namespace {

constexpr std::string_view kWeight = ".weight";

/// "model.layers.0.mlp.up_proj" of the name of its weight.
std::string_view moduleOfWeight(std::string_view tensor)
{
    return tensor.ends_with(kWeight) ? tensor.substr(0, tensor.size() - kWeight.size()) : std::string_view();
}

/// As transformers' should_convert_module() for names without marks of regular expressions, in which a dot stands for any
/// character: the pattern is the beginning of the module's name, up to a dot, or its end.
bool isSkippedBy(std::string_view module, std::string_view pattern)
{
    if (module.ends_with(pattern))
        return true;
    const bool isBeginning = module.size() >= pattern.size()
        && std::equal(pattern.begin(), pattern.end(), module.begin(),
                      [](char expected, char c) { return expected == c || expected == '.'; });
    return isBeginning
        && (module.size() == pattern.size() || module[pattern.size()] == '.'
            || module[pattern.size() - 1] == '.');
}

bool isModuleName(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
            || c == '.' || c == '-';
    });
}

const Model* configModel(const Stack& stack)
{
    return modelOf(stack, partSource(stack, Part::Config));
}

/// A weight of the output with at least two dimensions.
struct PlannedWeight {
    SourceIndex source;
    const TensorInfo* tensor;
    std::string name; ///< in the output, but for the root of parts outside the layers
};

/// The weights of an output: of its layers, and of what is carried along outside of them.
std::vector<PlannedWeight> weightsOf(const Stack& stack)
{
    std::vector<PlannedWeight> weights;
    const auto add = [&](SourceIndex source, const TensorInfo& tensor, std::string name) {
        if (tensor.shape.size() >= 2 && name.ends_with(kWeight))
            weights.push_back({source, &tensor, std::move(name)});
    };
    const Model& config = *configModel(stack);
    for (std::size_t position = 0; position < stack.blocks.size(); ++position) {
        const Block& block = stack.blocks[position];
        const Model* model = modelOf(stack, block.source);
        const Layer* layer = layerOf(stack, block);
        if (model == nullptr || layer == nullptr)
            continue;
        for (const TensorIndex index : layer->tensors) {
            const TensorInfo& tensor = model->tensor(index);
            add(block.source, tensor,
                config.table.prefix + std::to_string(position) + "."
                    + std::string(suffixInLayer(tensor.name, model->table.prefix)));
        }
    }
    for (const TensorIndex index : config.table.rest.tensors)
        add(partSource(stack, Part::Config), config.tensor(index), config.tensor(index).name);
    return weights;
}

/// Collects the problems of one stack.
class QuantizationCheck {
public:
    QuantizationCheck(const Stack& stack, const Quantization& quantization)
        : m_stack(stack)
        , m_quantization(quantization)
        , m_title(quantizationTitle({quantization.type, false, {}}))
    {}

    std::vector<Problem> run()
    {
        const Model* config = configModel(m_stack);
        if (config == nullptr || findQuantizedSources())
            return std::move(m_problems);
        m_modules = LinearModules::of(config->facts.modelType);
        if (m_modules == nullptr) {
            add("It is not known which modules of the family "
                + (config->facts.modelType.empty() ? std::string("of ") + config->checkpoint->name()
                                                   : config->facts.modelType)
                + " are linear, so they cannot be written as " + m_title);
            return std::move(m_problems);
        }
        const std::vector<PlannedWeight> weights = weightsOf(m_stack);
        checkWeights(weights);
        checkSkipped(*config, weights);
        return std::move(m_problems);
    }

private:
    Problem& add(std::string message, std::optional<SourceIndex> source = std::nullopt)
    {
        Problem problem;
        problem.id = ProblemId::NotQuantizable;
        problem.message = std::move(message);
        problem.source = source;
        m_problems.push_back(std::move(problem));
        return m_problems.back();
    }

    bool findQuantizedSources()
    {
        std::set<SourceIndex> used {partSource(m_stack, Part::Config)};
        for (const Block& block : m_stack.blocks)
            used.insert(block.source);
        for (const SourceIndex source : used)
            if (const Model* model = modelOf(m_stack, source); model != nullptr && model->facts.quantization)
                add(model->checkpoint->name() + " is quantized already (" + *model->facts.quantization
                        + "), so its layers cannot be written as " + m_title,
                    source);
        if (const std::optional<Fix> fix = m_problems.empty() ? std::nullopt : dequantizeFix(m_stack))
            for (Problem& problem : m_problems)
                problem.fixes.push_back(*fix);
        return !m_problems.empty();
    }

    void checkWeights(const std::vector<PlannedWeight>& weights)
    {
        std::set<std::string> reported; // one problem for each kind
        for (const PlannedWeight& weight : weights) {
            const WeightKind kind = m_modules->kindOf(weight.name);
            const bool isUsable = floatType(weight.tensor->dtype) && weight.tensor->shape.size() == 2;
            if (kind == WeightKind::Other || (kind == WeightKind::Linear && isUsable))
                continue;
            std::string sentence = kind == WeightKind::Unknown
                ? " is of a kind that its family is not known to have, so it is not known whether its module "
                  "is linear"
                : " is " + weight.tensor->dtype + ", and cannot be written as " + m_title;
            if (reported.insert(sentence).second)
                add(weight.tensor->name + " of " + m_stack.setup.sources[weight.source.value].label
                        + sentence,
                    weight.source);
        }
    }

    void checkSkipped(const Model& config, const std::vector<PlannedWeight>& weights)
    {
        if (m_quantization.skippedModules.empty())
            return;
        // Else it is not known which modules transformers skips by itself.
        if (!config.facts.architecture.ends_with("ForCausalLM"))
            add("Modules to skip can only be chosen for a class of the form …ForCausalLM, and "
                + (config.facts.architecture.empty() ? std::string("none is named")
                                                     : config.facts.architecture + " is none"));
        for (const std::string& name : m_quantization.skippedModules) {
            const bool isThere =
                std::any_of(weights.begin(), weights.end(), [&](const PlannedWeight& weight) {
                    return m_modules->kindOf(weight.name) == WeightKind::Linear
                        && isSkippedBy(moduleOfWeight(weight.name), name);
                });
            if (!isModuleName(name))
                add('"' + name + "\" is no name of a module to skip, such as o_proj or model.layers.0");
            else if (!isThere)
                add("No linear module of this stack is called " + name + ", so it cannot be skipped");
        }
    }

    const Stack& m_stack;
    const Quantization& m_quantization;
    std::string m_title;
    const LinearModules* m_modules = nullptr;
    std::vector<Problem> m_problems;
};

/// The type in which the loaded model computes: that of the written weights.
std::string computeType(const Model& config, const OutputSettings& settings)
{
    if (settings.dtype)
        return std::string(torchName(*settings.dtype));
    for (const std::string& key : presentKeys(config.config, {"dtype", "torch_dtype"}))
        if (const auto type = floatTypeFromText(config.config.string(key).value_or("")))
            return std::string(torchName(*type));
    return std::string(torchName(floatType(config.mainDtype).value_or(FloatType::F32)));
}

/// The name of the head's module, which transformers would skip by itself.
std::string headModule(const Stack& stack)
{
    const Model& config = *configModel(stack);
    return std::string(moduleOfWeight(PartNames(config, config.table.prefix).headName(config, ".weight")));
}

} // namespace

QuantizedModules::QuantizedModules(const Stack& stack, const Quantization& quantization)
    : m_modules(LinearModules::of(configModel(stack)->facts.modelType))
    , m_skipped(quantization.skippedModules)
    , m_format(formatOf(quantization))
{}

bool QuantizedModules::isQuantized(std::string_view tensor) const
{
    const std::string_view module = moduleOfWeight(tensor);
    return !module.empty() && m_modules != nullptr && m_modules->kindOf(tensor) == WeightKind::Linear
        && std::none_of(m_skipped.begin(), m_skipped.end(),
                        [&](const std::string& name) { return isSkippedBy(module, name); });
}

std::vector<Problem> quantizationProblems(const Stack& stack, const OutputSettings& settings)
{
    return settings.quantize ? QuantizationCheck(stack, *settings.quantize).run() : std::vector<Problem>();
}

std::string quantizationConfig(const Stack& stack, const OutputSettings& settings,
                               const Quantization& quantization)
{
    const bool isFourBit = quantization.type != QuantizationType::Int8;
    const auto yes = [](bool is) { return std::string(is ? "true" : "false"); };
    const std::string type(isFourBit ? quantizationName(quantization.type) : "fp4");
    std::string skipped = "null"; // transformers finds the head by itself
    if (!quantization.skippedModules.empty()) {
        skipped = "[\n      " + core::quoted(headModule(stack));
        for (const std::string& name : quantization.skippedModules)
            skipped += ",\n      " + core::quoted(name);
        skipped += "\n    ]";
    }
    const std::string compute = isFourBit ? computeType(*configModel(stack), settings) : "float32";
    return "{\n    \"_load_in_4bit\": " + yes(isFourBit) + ",\n    \"_load_in_8bit\": " + yes(!isFourBit)
        + ",\n    \"bnb_4bit_compute_dtype\": " + core::quoted(compute)
        + ",\n    \"bnb_4bit_quant_storage\": \"uint8\"" + ",\n    \"bnb_4bit_quant_type\": "
        + core::quoted(type) + ",\n    \"bnb_4bit_use_double_quant\": " + yes(quantization.doubleQuant)
        + ",\n    \"llm_int8_enable_fp32_cpu_offload\": false,\n    \"llm_int8_has_fp16_weight\": false"
          ",\n    \"llm_int8_skip_modules\": "
        + skipped + ",\n    \"llm_int8_threshold\": 6.0,\n    \"load_in_4bit\": " + yes(isFourBit)
        + ",\n    \"load_in_8bit\": " + yes(!isFourBit) + ",\n    \"quant_method\": \"bitsandbytes\"\n  }";
}

} // namespace layerloom::core
