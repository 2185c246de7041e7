// A tokenizer.model of SentencePiece, and texts through what it says.
#include "core/tokenizer/piece_library.h"
#include "core/tokenizer/piece_model_check.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/use_tokenizer.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    tests::useTokenizer(core::guarded([&] {
        const std::string_view model = tests::textOf(data, size);
        core::checkPieceModel(model);
        return core::readPieces(model, {.begin = true, .end = true});
    }));
    return 0;
}
