#include "core/tokenizer/sentence_piece.h"

#include "core/base/error.h"
#include "core/io/text_file.h"
#include "core/tokenizer/json_node.h"
#include "core/tokenizer/piece_library.h"
#include "core/tokenizer/piece_model_check.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

namespace {

constexpr std::uint64_t kMaxModelBytes = 200'000'000;
constexpr std::uint64_t kMaxConfigBytes = 16'000'000;

Ends readEnds(const std::filesystem::path& file)
{
    Ends ends;
    if (!std::filesystem::exists(file))
        return ends;
    const nlohmann::json json = readJsonObject(file, kMaxConfigBytes);
    const JsonNode config(json, file.filename().string());
    return {config.boolean("add_bos_token", ends.begin), config.boolean("add_eos_token", ends.end)};
}

} // namespace

std::shared_ptr<const TokenizerRules> readSentencePiece(const std::filesystem::path& folder)
{
    const Ends ends = readEnds(folder / "tokenizer_config.json");
    const std::string model = readTextFile(folder / "tokenizer.model", kMaxModelBytes);
    checkPieceModel(model);
    return readPieces(model, ends);
}

} // namespace layerloom::core
