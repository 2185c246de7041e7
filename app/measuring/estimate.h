#pragma once

#include "core/model/model.h"

#include <QString>

#include <cstdint>

namespace layerloom::app {

/// How long measuring a model will take on this machine's processor, coarsely: from the work that core says it is.
double sensitivitySeconds(const core::Model& model, std::uint64_t tokens);
/// How long comparing the weights of models will take: that of reading them.
double comparingSeconds(const core::Model& first, const core::Model& second);

/// "a few seconds", "about 40 s", "about 3 min", "about 2 h".
QString aboutText(double seconds);

} // namespace layerloom::app
