#pragma once

#include "core/stack/stack.h"

namespace layerloom::core {

/// Setup that writes the stack under the config.json of source `config`: its shape keys (intermediate_size,
/// num_key_value_heads, vocab_size, …) follow the weights (llama2_init_mistral). Throws Error{Mismatch}
/// when tensor names or shapes do not fit that family, or the model is missing.
Setup retarget(const Stack& stack, SourceIndex config);

} // namespace layerloom::core
