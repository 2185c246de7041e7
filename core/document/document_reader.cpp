#include "core/document/document_reader.h"

#include "core/document/document_json.h"

namespace layerloom::core {

Result<LoomDocument> readDocument(std::string_view text, const std::filesystem::path& folder)
{
    return guarded([&] {
        LoomDocument document = decodeDocument(parseDocumentJson(text), folder);
        document.original = text;
        return document;
    });
}

} // namespace layerloom::core
