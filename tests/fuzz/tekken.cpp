// A tekken.json, and texts through what it says.
#include "core/base/result.h"
#include "core/text/tokenizer_rules.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/use_tokenizer.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const tests::MemoryFile file(tests::textOf(data, size));
    const auto rules = core::guarded([&] { return core::readTekken(file.path()); });
    tests::requireKnownFailure(rules);
    if (rules)
        tests::useTokenizer(core::Tokenizer(*rules));
    return 0;
}
