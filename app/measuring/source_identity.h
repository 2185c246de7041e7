#pragma once

#include "core/stack/stack.h"

#include <compare>
#include <string>

namespace layerloom::app {

/// Identifies the model of a source. The path is part of it because two folders with different weights may share a
/// fingerprint, which does not read the weights.
struct SourceIdentity {
    std::string fingerprint;
    std::string path;
    auto operator<=>(const SourceIdentity&) const = default;
};

inline SourceIdentity identityOf(const core::Source& source)
{
    return {source.fingerprint, source.path};
}

} // namespace layerloom::app
