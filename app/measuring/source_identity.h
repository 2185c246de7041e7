#pragma once

#include "core/stack/stack.h"

#include <compare>
#include <string>

namespace layerloom::app {

/// Which model a source is while a window shows it. Two folders may have one fingerprint and different weights: it reads
/// none of them.
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
