#include "core/tokenizer/piece_library.h"

#include "core/base/error.h"
#include "core/base/module_folder.h"

#include <dlfcn.h>

namespace layerloom::core {

namespace {

[[noreturn]] void refuseLibrary(const std::string& reason)
{
    throw Error(ErrorCode::Unsupported,
                "tokenizer.model needs the library SentencePiece, which cannot be loaded: " + reason);
}

/// RTLD_LOCAL keeps its symbols apart from the engine's: both contain protobuf, in different releases, and a
/// mix of them crashes. Never closed: protobuf cannot be unloaded.
void* openPieceLibrary()
{
    const auto module = moduleFolder() / "tokenizers/liblayerloom_sentencepiece.so";
    void* library = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        // The message is this thread's own. NOLINTNEXTLINE(concurrency-mt-unsafe)
        const char* reason = dlerror();
        refuseLibrary(reason != nullptr ? reason : module.string());
    }
    return library;
}

} // namespace

std::shared_ptr<const TokenizerRules> readPieces(std::string_view model, Ends ends)
{
    const auto read = reinterpret_cast<ReadPieces>(dlsym(openPieceLibrary(), "layerloomReadPieces"));
    std::shared_ptr<const TokenizerRules> rules(read != nullptr ? read(kPieceLibraryAbi, model, ends)
                                                                : nullptr);
    if (rules == nullptr)
        refuseLibrary("it was built for another version of Layerloom");
    return rules;
}

} // namespace layerloom::core
