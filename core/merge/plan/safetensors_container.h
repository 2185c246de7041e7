#pragma once

#include "core/merge/plan/container.h"

namespace layerloom::core {

/// Files of safetensors as the Hugging Face Hub stores them: "model.safetensors", or
/// "model-00001-of-00005.safetensors" and so on with model.safetensors.index.json. Tensors follow each other
/// without gaps. Source: safetensors, "Format".
class SafetensorsContainer final : public Container {
public:
    /// `stem` stands for "model" in the names of the files.
    explicit SafetensorsContainer(std::string stem = "model");
    std::string fileName(std::size_t index, std::size_t count, bool alwaysSharded) const override;
    std::string tensorName(const std::string& name) const override { return name; }
    std::uint64_t fileAlignment() const override { return 8; }
    /// Bytes per element, where they are known and whole: readers map the file and use elements in place.
    std::uint64_t tensorAlignment(const PlannedTensor& tensor) const override;
    bool allowsGaps() const override { return false; }
    bool holdsConfig() const override { return false; }
    std::string header(const std::vector<PlannedTensor>& tensors, HeaderPadding padding) const override;
    std::vector<PlannedFile> indexFiles(const std::vector<PlannedShard>& shards,
                                        bool alwaysSharded) const override;
    std::vector<TensorInfo> readTensors(const std::filesystem::path& file) const override;

private:
    std::string m_stem;
};

/// The stem by which the loader of a checkpoint finds its files: "diffusion_pytorch_model" for diffusers, else "model".
std::string weightsStem(const Checkpoint& checkpoint);

} // namespace layerloom::core
