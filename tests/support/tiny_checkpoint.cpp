#include "tests/support/tiny_checkpoint.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace layerloom::tests {

namespace {

std::uint64_t nextRandom(std::uint64_t& state)
{
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

std::uint64_t startOf(const TinyTensor& tensor, std::uint64_t seed)
{
    std::uint64_t state = seed * 0x100000001B3U + 0xCBF29CE484222325U;
    for (const char c : tensor.sameAs.empty() ? tensor.name : tensor.sameAs)
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return state;
}

std::uint64_t bitsOf(const std::string& dtype)
{
    if (dtype == "F64" || dtype == "I64" || dtype == "U64")
        return 64;
    if (dtype == "F32" || dtype == "I32" || dtype == "U32")
        return 32;
    if (dtype == "BF16" || dtype == "F16" || dtype == "I16" || dtype == "U16")
        return 16;
    if (dtype == "F4")
        return 4;
    return 8;
}

std::uint64_t product(const std::vector<std::uint64_t>& shape)
{
    std::uint64_t elements = 1;
    for (const std::uint64_t extent : shape)
        elements *= extent;
    return elements;
}

// Exponents around 1 only: every pattern is a finite number, also after a conversion.
std::uint16_t bfloat16From(std::uint64_t random)
{
    const std::uint64_t exponent = 120 + (random >> 8U) % 8;
    return static_cast<std::uint16_t>((random & 0x807FU) | (exponent << 7U));
}

std::uint16_t float16From(std::uint64_t random)
{
    const std::uint64_t exponent = 8 + (random >> 16U) % 8;
    return static_cast<std::uint16_t>((random & 0x83FFU) | (exponent << 10U));
}

std::uint32_t float32From(std::uint64_t random)
{
    const std::uint64_t exponent = 120 + (random >> 32U) % 8;
    return static_cast<std::uint32_t>((random & 0x807FFFFFU) | (exponent << 23U));
}

std::string headerOf(const std::vector<TinyTensor>& tensors)
{
    std::string json = R"({"__metadata__":{"format":"pt"})";
    std::uint64_t begin = 0;
    for (const TinyTensor& tensor : tensors) {
        const std::uint64_t end = begin + tinyBytes(tensor);
        json += ",\"" + tensor.name + R"(":{"dtype":")" + tensor.dtype + R"(","shape":[)";
        for (std::size_t i = 0; i < tensor.shape.size(); ++i)
            json += (i > 0 ? "," : "") + std::to_string(tensor.shape[i]);
        json += "],\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
        begin = end;
    }
    json += "}";
    json.append((8 - json.size() % 8) % 8, ' ');
    return json;
}

std::array<char, 8> littleEndian(std::uint64_t number)
{
    std::array<char, 8> bytes {};
    for (char& byte : bytes) {
        byte = static_cast<char>(number & 0xFFU);
        number >>= 8U;
    }
    return bytes;
}

std::ofstream openForWriting(const std::filesystem::path& path)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file)
        throw std::runtime_error("cannot write " + path.string());
    return file;
}

void writeStart(std::ofstream& file, std::string_view header, std::uint64_t statedLength)
{
    const std::array<char, 8> length = littleEndian(statedLength);
    file.write(length.data(), length.size());
    file.write(header.data(), static_cast<std::streamsize>(header.size()));
}

void appendLayer(std::vector<TinyTensor>& tensors, const TinyOptions& o, std::uint32_t layer)
{
    const std::string prefix = "model.layers." + std::to_string(layer) + ".";
    const std::uint64_t size = o.headSize != 0 ? o.headSize : o.hidden / o.heads;
    const std::uint64_t q = o.heads * size;
    const std::uint64_t kv = o.keyValueHeads * size;
    const auto add = [&](const char* name, std::vector<std::uint64_t> shape) {
        tensors.push_back({prefix + name, o.dtype, std::move(shape)});
    };
    add("input_layernorm.weight", {o.hidden});
    add("mlp.down_proj.weight", {o.hidden, o.intermediate});
    add("mlp.gate_proj.weight", {o.intermediate, o.hidden});
    add("mlp.up_proj.weight", {o.intermediate, o.hidden});
    add("post_attention_layernorm.weight", {o.hidden});
    if (o.attentionBias) {
        add("self_attn.k_proj.bias", {kv});
        add("self_attn.q_proj.bias", {q});
        add("self_attn.v_proj.bias", {kv});
    }
    add("self_attn.k_proj.weight", {kv, o.hidden});
    add("self_attn.o_proj.weight", {o.hidden, q});
    add("self_attn.q_proj.weight", {q, o.hidden});
    add("self_attn.v_proj.weight", {kv, o.hidden});
}

void writeIndex(const std::filesystem::path& folder, const TinyOptions& options,
                const std::vector<std::vector<TinyTensor>>& shards)
{
    std::uint64_t total = 0;
    std::string map;
    for (std::uint32_t shard = 0; shard < shards.size(); ++shard) {
        for (const TinyTensor& tensor : shards[shard]) {
            total += tinyBytes(tensor);
            map += (map.empty() ? "\n    \"" : ",\n    \"") + tensor.name + "\": \""
                + shardName(shard, options) + '"';
        }
    }
    writeText(folder / "model.safetensors.index.json",
              "{\n  \"metadata\": {\"total_size\": " + std::to_string(total) + "},\n  \"weight_map\": {" + map
                  + "\n  }\n}\n");
}

void writeTokenizer(const std::filesystem::path& folder)
{
    writeText(folder / "tokenizer.json",
              R"({"version": "1.0", "model": {"type": "BPE", "vocab": {}, "merges": []}})");
    writeText(folder / "tokenizer_config.json", R"({"tokenizer_class": "PreTrainedTokenizerFast"})");
    writeText(folder / "chat_template.jinja", "{{ messages }}");
    writeText(folder / "generation_config.json", R"({"do_sample": false})");
}

TinyOptions shaped(const char* family, const char* architecture, std::uint32_t layers, std::uint64_t hidden,
                   std::uint64_t intermediate)
{
    TinyOptions options;
    options.family = family;
    options.architecture = architecture;
    options.layers = layers;
    options.hidden = hidden;
    options.intermediate = intermediate;
    options.vocabulary = 32000;
    options.sparse = true;
    return options;
}

TinyOptions withHeads(TinyOptions options, std::uint64_t heads, std::uint64_t keyValueHeads,
                      std::uint32_t shards)
{
    options.heads = heads;
    options.keyValueHeads = keyValueHeads;
    options.shards = shards;
    return options;
}

/// Files that are written within one tick of the clock have the same time, and so may checkpoints have the same fingerprint.
void setTimeOfItsOwn(const std::filesystem::path& file)
{
    static int files = 0;
    std::filesystem::last_write_time(
        file, std::filesystem::last_write_time(file) + std::chrono::milliseconds(10 * ++files));
}

} // namespace

TemporaryFolder::TemporaryFolder()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "layerloom-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
        throw std::runtime_error("cannot make a temporary folder");
    m_path = pattern;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

TinyOptions mistral7b()
{
    return withHeads(shaped("mistral", "MistralForCausalLM", 32, 4096, 14336), 32, 8, 3);
}

TinyOptions llama2of7b()
{
    return withHeads(shaped("llama", "LlamaForCausalLM", 32, 4096, 11008), 32, 32, 2);
}

TinyOptions llama2of70b()
{
    return withHeads(shaped("llama", "LlamaForCausalLM", 80, 8192, 28672), 64, 8, 15);
}

TinyOptions llama3of405b()
{
    TinyOptions options = withHeads(shaped("llama", "LlamaForCausalLM", 126, 16384, 53248), 128, 8, 191);
    options.vocabulary = 128256;
    return options;
}

TinyOptions qwen2of05b()
{
    TinyOptions options = withHeads(shaped("qwen2", "Qwen2ForCausalLM", 24, 896, 4864), 14, 2, 1);
    options.vocabulary = 151936;
    options.tied = true;
    options.attentionBias = true;
    return options;
}

TinyOptions smolLm2()
{
    TinyOptions options = withHeads(shaped("llama", "LlamaForCausalLM", 30, 576, 1536), 9, 3, 1);
    options.vocabulary = 49152;
    options.tied = true;
    return options;
}

TinyOptions tinyLlama()
{
    return withHeads(shaped("llama", "LlamaForCausalLM", 22, 2048, 5632), 32, 4, 1);
}

std::vector<TinyTensor> tinyTensors(const TinyOptions& options)
{
    if (!options.tensors.empty())
        return options.tensors;
    std::vector<TinyTensor> tensors;
    if (!options.tied)
        tensors.push_back({"lm_head.weight", options.dtype, {options.vocabulary, options.hidden}});
    tensors.push_back({"model.embed_tokens.weight", options.dtype, {options.vocabulary, options.hidden}});
    for (std::uint32_t layer = 0; layer < options.layers; ++layer)
        appendLayer(tensors, options, layer);
    tensors.push_back({"model.norm.weight", options.dtype, {options.hidden}});
    tensors.insert(tensors.end(), options.extraTensors.begin(), options.extraTensors.end());
    return tensors;
}

TinyOptions asGptq(TinyOptions options)
{
    constexpr std::uint64_t kFields = 8; // of 4 bits in 32; also the inputs of a group
    std::vector<TinyTensor> tensors;
    for (TinyTensor& tensor : tinyTensors(options)) {
        const std::size_t end = tensor.name.rfind("_proj.weight");
        if (end == std::string::npos) {
            tensors.push_back(std::move(tensor));
            continue;
        }
        const std::string module = tensor.name.substr(0, end) + "_proj.";
        const std::uint64_t outputs = tensor.shape.at(0);
        const std::uint64_t groups = tensor.shape.at(1) / kFields;
        tensors.push_back({module + "qweight", "I32", {groups, outputs}});
        tensors.push_back({module + "qzeros", "I32", {groups, outputs / kFields}});
        tensors.push_back({module + "scales", "F16", {groups, outputs}});
    }
    options.tensors = std::move(tensors);
    options.extraConfig += std::string(options.extraConfig.empty() ? "" : ",\n  ")
        + R"("quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 8})";
    return options;
}

std::string tinyConfig(const TinyOptions& options)
{
    if (!options.configText.empty())
        return options.configText;
    const std::string torchDtype = options.dtype == "F32" ? "float32"
        : options.dtype == "F16"                          ? "float16"
                                                          : "bfloat16";
    std::string text = "{\n  \"architectures\": [\n    \"" + options.architecture + "\"\n  ],\n";
    text += "  \"hidden_size\": " + std::to_string(options.hidden) + ",\n";
    text += "  \"intermediate_size\": " + std::to_string(options.intermediate) + ",\n";
    text += "  \"max_position_embeddings\": 128,\n  \"model_type\": \"" + options.family + "\",\n";
    text += "  \"num_attention_heads\": " + std::to_string(options.heads) + ",\n";
    if (options.headSize != 0)
        text += "  \"head_dim\": " + std::to_string(options.headSize) + ",\n";
    text += "  \"num_hidden_layers\": " + std::to_string(options.layers) + ",\n";
    text += "  \"num_key_value_heads\": " + std::to_string(options.keyValueHeads) + ",\n";
    text += "  \"rms_norm_eps\": 1e-05,\n  \"rope_theta\": 10000.0,\n";
    text += std::string("  \"tie_word_embeddings\": ") + (options.tied ? "true" : "false") + ",\n";
    text += "  \"torch_dtype\": \"" + torchDtype + "\",\n";
    text += "  \"vocab_size\": " + std::to_string(options.vocabulary);
    if (!options.extraConfig.empty())
        text += ",\n  " + options.extraConfig;
    return text + "\n}\n";
}

std::filesystem::path writeTinyCheckpoint(const std::filesystem::path& folder, const TinyOptions& options)
{
    std::filesystem::create_directories(folder);
    const std::vector<TinyTensor> tensors = tinyTensors(options);
    std::vector<std::vector<TinyTensor>> shards(options.shards);
    for (std::size_t i = 0; i < tensors.size(); ++i)
        shards[i * options.shards / tensors.size()].push_back(tensors[i]);
    for (std::uint32_t shard = 0; shard < options.shards; ++shard)
        writeSafetensors(folder / shardName(shard, options), shards[shard], options.seed, options.sparse);
    setTimeOfItsOwn(folder / shardName(0, options));
    if (options.shards > 1 || options.index)
        writeIndex(folder, options, shards);
    writeText(folder / "config.json", tinyConfig(options));
    if (options.tokenizer)
        writeTokenizer(folder);
    return folder;
}

std::string shardName(std::uint32_t shard, const TinyOptions& options)
{
    if (options.shards == 1 && !options.index)
        return "model.safetensors";
    std::array<char, 64> name {};
    std::snprintf(name.data(), name.size(), "model-%05u-of-%05u.safetensors", shard + 1, options.shards);
    return name.data();
}

void writeSafetensors(const std::filesystem::path& path, const std::vector<TinyTensor>& tensors,
                      std::uint64_t seed, bool sparse)
{
    const std::string header = headerOf(tensors);
    std::uint64_t size = 8 + header.size();
    {
        std::ofstream file = openForWriting(path);
        writeStart(file, header, header.size());
        for (const TinyTensor& tensor : tensors) {
            size += tinyBytes(tensor);
            if (!sparse)
                file << tinyContents(tensor, seed);
        }
    }
    std::filesystem::resize_file(path, size);
}

void writeRawSafetensors(const std::filesystem::path& path, std::string_view header,
                         std::uint64_t payloadBytes, std::uint64_t statedLength)
{
    {
        std::ofstream file = openForWriting(path);
        writeStart(file, header, statedLength);
    }
    std::filesystem::resize_file(path, 8 + header.size() + payloadBytes);
}

void writeRawSafetensors(const std::filesystem::path& path, std::string_view header,
                         std::uint64_t payloadBytes)
{
    writeRawSafetensors(path, header, payloadBytes, header.size());
}

std::string tinyContents(const TinyTensor& tensor, std::uint64_t seed)
{
    std::string bytes(tinyBytes(tensor), '\0');
    std::uint64_t state = startOf(tensor, seed);
    const bool halves = tensor.dtype == "BF16" || tensor.dtype == "F16";
    const std::size_t step = tensor.dtype == "F32" ? 4 : halves ? 2 : 1;
    for (std::size_t i = 0; i + step <= bytes.size(); i += step) {
        const std::uint64_t random = nextRandom(state);
        const std::uint64_t value = tensor.dtype == "F32" ? float32From(random)
            : tensor.dtype == "BF16"                      ? bfloat16From(random)
            : tensor.dtype == "F16"                       ? float16From(random)
                                                          : random;
        std::memcpy(bytes.data() + i, littleEndian(value).data(), step);
    }
    return bytes;
}

std::uint64_t tinyBytes(const TinyTensor& tensor)
{
    return product(tensor.shape) * bitsOf(tensor.dtype) / 8;
}

std::string readText(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void writeText(const std::filesystem::path& path, std::string_view text)
{
    openForWriting(path) << text;
}

void flipByte(const std::filesystem::path& path, std::uint64_t offset)
{
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(offset));
    const int byte = file.get();
    if (byte < 0)
        throw std::runtime_error("no such byte in " + path.string());
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ 0xFF));
}

void cutFile(const std::filesystem::path& path, std::uint64_t bytes)
{
    std::filesystem::resize_file(path, bytes);
}

void breakTensor(const std::filesystem::path& file, std::string_view name)
{
    const std::string header = headerText(file);
    const auto tensor = header.find('"' + std::string(name) + '"');
    const auto offsets = header.find("\"data_offsets\"", tensor);
    if (tensor == std::string::npos || offsets == std::string::npos)
        throw std::runtime_error("no such tensor in " + file.string());
    const std::uint64_t begin = std::stoull(header.substr(header.find('[', offsets) + 1));
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(8 + header.size() + begin));
    stream.write("\xFF\xFF\xFF\xFF", 4);
    if (!stream.flush())
        throw std::runtime_error("cannot write " + file.string());
}

std::string headerText(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::array<char, 8> length {};
    if (!file.read(length.data(), length.size()))
        throw std::runtime_error("cannot read " + path.string());
    std::uint64_t size = 0;
    for (std::size_t i = length.size(); i-- > 0;)
        size = (size << 8U) | static_cast<unsigned char>(length[i]);
    std::string text(size, '\0');
    file.read(text.data(), static_cast<std::streamsize>(size));
    return text;
}

} // namespace layerloom::tests
