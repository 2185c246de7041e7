#pragma once

#include "core/checks/problem.h"
#include "core/document/output_settings.h"
#include "core/model/linear_modules.h"
#include "core/stack/stack.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

/// Decides which tensors of an output are quantized: the weights of linear modules (linear_modules.h) that are not skipped, as
/// transformers' quantizer of bitsandbytes decides it when it loads a model.
class QuantizedModules {
public:
    /// REQUIRES: quantizationProblems() finds none.
    QuantizedModules(const Stack& stack, const Quantization& quantization);

    /// `tensor`: its name in the output.
    bool isQuantized(std::string_view tensor) const;
    const std::shared_ptr<const TensorFormat>& format() const { return m_format; }

private:
    const LinearModules* m_modules;
    std::vector<std::string> m_skipped;
    std::shared_ptr<const TensorFormat> m_format;
};

/// P42 when the stack cannot be quantized as the settings say: a source that is quantized already, a family whose linear
/// modules are not known, a weight of a dtype that cannot be quantized, a name of a skipped module that no module has.
std::vector<Problem> quantizationProblems(const Stack& stack, const OutputSettings& settings);

/// The object for config.json's "quantization_config", as transformers writes it.
std::string quantizationConfig(const Stack& stack, const OutputSettings& settings,
                               const Quantization& quantization);

} // namespace layerloom::core
