#pragma once

#include "core/engine/engine.h"

/// The entry point of this module (CreateEngine). The caller owns the engine; null when `abi` is not
/// kEngineAbi.
extern "C" __attribute__((visibility("default"))) layerloom::core::Engine* layerloomCreateEngine(int abi);
