// A mergekit configuration or a model card.
#include "core/notation/mergekit_export.h"
#include "core/notation/mergekit_import.h"
#include "core/notation/model_finder.h"
#include "tests/fuzz/fuzz.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const core::FindModel find = [](const std::string& name) {
        core::Source source;
        source.label = name;
        source.name = name;
        source.layers = 32;
        source.missingReason = "not opened here";
        return source;
    };
    const auto import = core::importMergekit(tests::textOf(data, size), find);
    tests::requireKnownFailure(import);
    if (!import || import->stack.blocks.empty())
        return 0;
    const std::string yaml = core::exportMergekit(import->stack, import->dtype);
    const auto again = core::importMergekit(yaml, find);
    tests::requireKnownFailure(again);
    tests::require(again.hasValue(), "a written configuration is not understood");
    tests::require(again->stack.blocks.size() == import->stack.blocks.size(),
                   "a written configuration has another number of layers");
    return 0;
}
