// A .loom document.
#include "core/document/document_reader.h"
#include "core/document/document_writer.h"
#include "tests/fuzz/fuzz.h"

using namespace layerloom;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::filesystem::path folder = "/documents";
    const std::string text(tests::textOf(data, size));
    const auto document = core::readDocument(text, folder);
    tests::requireKnownFailure(document);
    if (!document)
        return 0;
    tests::require(core::writeDocument(*document, folder) == text,
                   "a document that was not changed is written otherwise");
    core::LoomDocument changed = *document;
    changed.stack.blocks.insert(changed.stack.blocks.end(), document->stack.blocks.begin(),
                                document->stack.blocks.end());
    changed.original.clear();
    const auto again = core::readDocument(core::writeDocument(changed, folder), folder);
    tests::requireKnownFailure(again);
    if (again)
        tests::require(again->stack.blocks == changed.stack.blocks, "a written document has other layers");
    return 0;
}
