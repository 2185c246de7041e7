#pragma once

#include "core/base/error.h"

#include <QString>

#include <cstdint>
#include <string_view>

namespace layerloom::app {

/// A sentence of core for people: with a full stop at its end.
QString sentence(const std::string& message);
/// "1 layer", "48 layers".
QString counted(std::uint64_t number, std::string_view singular);
/// "9.4 GB".
QString bytesText(std::uint64_t bytes);
/// "A  Llama-2-70b": a source as combos name it.
QString sourceText(std::uint32_t source, const std::string& label);

} // namespace layerloom::app
