#pragma once

#include "core/engine/runner.h"
#include "core/engine/torch/linear.h"

namespace layerloom::core {

struct HeadWeights;

/// The runner on libtorch. Failures of libtorch arrive as Error.
class TorchRunner final : public Runner {
public:
    TorchRunner(c10::Device device, FloatType compute);

    FloatType computeType() const override { return m_compute; }
    void setInterrupt(std::function<void()> check) override;
    WeightsPointer prepareLayer(const HyperParameters& traits,
                                const std::vector<WeightSource>& tensors) override;
    WeightsPointer prepareEmbeddings(const HyperParameters& traits,
                                     const std::vector<WeightSource>& tensors) override;
    WeightsPointer prepareHead(const HyperParameters& traits, const std::vector<WeightSource>& norm,
                               const std::vector<WeightSource>& head, WeightsPointer tiedTo) override;
    HiddenStatePointer embed(const HyperParameters& traits, const Weights& embeddings,
                             std::span<const std::int32_t> tokens, std::size_t rows,
                             std::size_t position) override;
    HiddenStatePointer run(const HyperParameters& traits, LayerRole role, const Weights& layer,
                           const HiddenState& state, KeyValueCache* cache) override;
    std::unique_ptr<KeyValueCache> makeCache() override;
    std::vector<double> losses(const HyperParameters& traits, const Weights& head, const HiddenState& state,
                               std::span<const std::int32_t> tokens) override;
    std::vector<float> logits(const HyperParameters& traits, const Weights& head, const HiddenState& state,
                              std::size_t first, std::size_t count) override;
    HiddenStateComparison compare(std::span<const HiddenStatePointer> states) override;
    std::vector<float> values(const HiddenState& state) override;

private:
    at::TensorOptions options() const;
    at::Tensor logitsOf(const HyperParameters& traits, const HeadWeights& head,
                        const at::Tensor& vectors) const;

    c10::Device m_device;
    FloatType m_compute;
    std::function<void()> m_check = [] {};
};

} // namespace layerloom::core
