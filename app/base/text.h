#pragma once

#include "core/stack/source.h"

#include <QString>

#include <cstdint>
#include <string_view>

namespace layerloom::app {

/// A message of core as a sentence: with a full stop at its end.
QString sentence(const std::string& message);
/// "1 layer", "48 layers".
QString counted(std::uint64_t number, std::string_view singular);
/// "9.4 GB".
QString bytesText(std::uint64_t bytes);
/// The name of a source in a combo box: "A  Llama-2-70b".
QString sourceText(core::SourceIndex source, const std::string& label);

} // namespace layerloom::app
