#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// Setup that writes the stack under the config.json of source `config`: its shape keys (intermediate_size,
/// num_key_value_heads, vocab_size, …) follow the weights (llama2_init_mistral). Throws when tensor names or shapes
/// do not fit that family.
Setup retarget(const Stack& stack, SourceIndex config);

} // namespace layerloom::core
