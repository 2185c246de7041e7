#include "tests/support/growing_checkpoint.h"

#include "tests/support/tiny_checkpoint.h"

#include <string>

namespace layerloom::tests {

std::filesystem::path writeGrowingCheckpoint(const std::filesystem::path& folder,
                                             const std::filesystem::path& other,
                                             const std::vector<std::uint32_t>& growing, float added)
{
    TinyOptions options {.dtype = "F32", .vocabulary = 512};
    for (const std::uint32_t layer : growing)
        options.extraTensors.push_back(
            {"model.layers." + std::to_string(layer) + ".mlp.down_proj.bias", "F32", {options.hidden}});
    const std::filesystem::path file = writeTinyCheckpoint(folder, options) / "model.safetensors";
    std::string bytes = readText(file);
    for (const TinyTensor& bias : options.extraTensors)
        bytes.replace(bytes.find(tinyContents(bias)), sizeof(added), reinterpret_cast<const char*>(&added),
                      sizeof(added));
    writeText(file, bytes);
    for (const char* name : {"tokenizer.json", "tokenizer_config.json"})
        std::filesystem::copy_file(other / name, folder / name,
                                   std::filesystem::copy_options::overwrite_existing);
    return folder;
}

} // namespace layerloom::tests
