#pragma once

#include "core/model/model.h"

#include <QString>

#include <cstdint>

namespace layerloom::app {

/// The expected time of measuring a model on this machine's processor, roughly, from the operations it takes.
double sensitivitySeconds(const core::Model& model, std::uint64_t tokens);
/// The expected time of comparing the weights of two models: that of reading them.
double comparingSeconds(const core::Model& first, const core::Model& second);

/// "a few seconds", "about 40 s", "about 3 min", "about 2 h".
QString aboutText(double seconds);

} // namespace layerloom::app
