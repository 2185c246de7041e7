#pragma once

#include "core/io/file.h"

#include <optional>
#include <string>

namespace layerloom::core {

/// What lies where a file of a checkpoint should.
enum class ForeignFile {
    LfsPointer, ///< what a clone without Git LFS leaves in place of a file
    WebPage, ///< what a download without a login leaves
    Gguf,
    TorchArchive, ///< a zip file
    Text,
};

/// What a file is instead of weights, as far as its first bytes tell. Throws Error{Io}. Source of the pointer:
/// https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md.
std::optional<ForeignFile> foreignFile(const File& file);

/// True for what a failed download leaves: a pointer or a web page, whatever the file should be.
bool isFailedDownload(ForeignFile kind);

/// "this is a web page, not weights: the download has failed": goes behind the name of the file.
std::string foreignFileText(ForeignFile kind);

} // namespace layerloom::core
