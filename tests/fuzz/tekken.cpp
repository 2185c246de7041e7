// A tekken.json, and texts through what it says.
#include "core/tokenizer/tekken.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/use_tokenizer.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const tests::MemoryFile file(tests::textOf(data, size));
    tests::useTokenizer(core::guarded([&] { return core::readTekken(file.path()); }));
    return 0;
}
