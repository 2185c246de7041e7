#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::tests {

/// A folder of its own below the system's temporary folder, removed with all it holds when the object dies.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path operator/(std::string_view name) const { return m_path / name; }

private:
    std::filesystem::path m_path;
};

/// One tensor to be written.
struct TinyTensor {
    std::string name;
    std::string dtype = "BF16";
    std::vector<std::uint64_t> shape;
    std::string sameAs {}; ///< the tensor whose bytes it repeats; empty: bytes of its own
};

/// A checkpoint of the Llama kind; with `tensors` any other.
struct TinyOptions {
    std::string family = "llama"; ///< model_type
    std::string architecture = "LlamaForCausalLM";
    std::string dtype = "BF16";
    std::uint32_t layers = 4;
    std::uint64_t hidden = 8;
    std::uint64_t intermediate = 16;
    std::uint64_t heads = 2;
    std::uint64_t keyValueHeads = 1;
    std::uint64_t headSize = 0; ///< 0: hidden / heads
    std::uint64_t vocabulary = 32;
    bool tied = false; ///< tie_word_embeddings, and no lm_head.weight
    bool attentionBias = false; ///< q, k and v biases, as in qwen2
    std::uint32_t shards = 1;
    bool index = false; ///< an index even for one shard (several always have one)
    bool tokenizer =
        false; ///< tokenizer.json, tokenizer_config.json, chat_template.jinja, generation_config.json
    bool sparse = false; ///< headers only, the payload is a hole: shapes of real models at no cost
    std::uint64_t seed = 1; ///< other seeds, other weights
    std::string extraConfig {}; ///< members added to config.json: `"layer_types": ["full_attention"]`
    std::string configText {}; ///< replaces config.json when not empty
    std::vector<TinyTensor> extraTensors {}; ///< added to the usual ones
    std::vector<TinyTensor> tensors {}; ///< replaces all of them when not empty
};

/// Shapes of real models, `sparse`.
TinyOptions mistral7b();
TinyOptions llama2of7b();
TinyOptions llama2of70b();
TinyOptions llama3of405b(); ///< 191 shards
TinyOptions qwen2of05b();
TinyOptions smolLm2();
TinyOptions tinyLlama();

/// The same layers quantized with GPTQ, 4 bits in groups of 8 inputs; scales are F16. REQUIRES: widths are multiples of 8.
TinyOptions asGptq(TinyOptions options);

/// What the options describe, in the order it is written.
std::vector<TinyTensor> tinyTensors(const TinyOptions& options);
std::string tinyConfig(const TinyOptions& options);

/// Writes the checkpoint into `folder`, which is made when it is not there. No two that are written have the same time.
/// Returns `folder`.
std::filesystem::path writeTinyCheckpoint(const std::filesystem::path& folder,
                                          const TinyOptions& options = {});

/// "model-00002-of-00003.safetensors", or "model.safetensors" when there is one shard and no index.
std::string shardName(std::uint32_t shard, const TinyOptions& options);

/// One safetensors file, written by hand: independent of the program's own writer.
void writeSafetensors(const std::filesystem::path& path, const std::vector<TinyTensor>& tensors,
                      std::uint64_t seed = 1, bool sparse = false);
/// Any header with any length before it and a payload of zeros: for files that break the rules.
void writeRawSafetensors(const std::filesystem::path& path, std::string_view header,
                         std::uint64_t payloadBytes, std::uint64_t statedLength);
void writeRawSafetensors(const std::filesystem::path& path, std::string_view header,
                         std::uint64_t payloadBytes);

/// The bytes a tensor was written with: finite numbers of its dtype, different for every name and seed.
std::string tinyContents(const TinyTensor& tensor, std::uint64_t seed = 1);
std::uint64_t tinyBytes(const TinyTensor& tensor);

std::string readText(const std::filesystem::path& path);
void writeText(const std::filesystem::path& path, std::string_view text);
/// Inverts the bits of one byte.
void flipByte(const std::filesystem::path& path, std::uint64_t offset);
/// Overwrites the first four bytes of a safetensors file's tensor: one number of 32 bits that is none, or two of 16 bits.
void breakTensor(const std::filesystem::path& file, std::string_view name);
/// Cuts the file to `bytes`.
void cutFile(const std::filesystem::path& path, std::uint64_t bytes);
/// The header's JSON of a safetensors file, without its length.
std::string headerText(const std::filesystem::path& path);

} // namespace layerloom::tests
