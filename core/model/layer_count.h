#pragma once

#include "core/model/config_text.h"
#include "core/model/family.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace layerloom::core {

// How the key that counts a stack is found
//
//   1. The sections of config.json that may describe the stack are listed from the name of its layers, the deepest
//      first: "decoder.model.decoder.layers." asks "decoder.", "language_model.model.layers." asks "text_config.",
//      and every stack asks the root last.
//   2. The first section with a key that counts this stack decides. A stack that is called encoder or decoder asks for
//      the keys of its side (encoder_layers, decoder_layers, …) in all sections before it asks for plain keys
//      (num_hidden_layers, n_layer, …). Beside keys of the sides a plain key is another name of the encoder's count,
//      in some families of the decoder's (families.json), and so never counts the other stack.
//   3. Of several keys in that section the one that equals the number of stored layers decides. Others that say the same
//      follow it; a whole multiple of it (num_hidden_layers = 2 * num_layers) follows as that multiple; any other
//      number is a contradiction.
//   4. Where no section has a key of a known name, the only number under a name that speaks of layers counts if it is that
//      of the stored layers ("l_layers").

/// A key of config.json whose number follows that of the layers.
struct CountKey {
    std::string key; ///< "text_config.num_hidden_layers"
    std::int64_t value = 0; ///< what it holds: `factor` times the number of layers
    std::int64_t factor = 1;
    bool operator==(const CountKey&) const = default;
};

/// The keys of a config.json that count the layers of one stack.
struct LayerCount {
    std::string section; ///< where the config describes the stack: "text_config."; empty: the root
    std::vector<CountKey> keys; ///< those that count it, the one that decides first; empty: nothing does
    std::string
        missing; ///< where nothing counts it: the key that loaders of the family ask for; may be empty
    std::vector<CountKey> contradictions; ///< keys beside it that should say the same and do not
    std::vector<CountKey>
        guessed; ///< those of `keys` that only the numbers show to be a count, or a multiple
    /// Keys that the config lacks because they default to a key of this stack, and that belong to the other stack.
    std::vector<ConfigPatch> pinned;

    /// The number of layers; nullopt when no key states it.
    std::optional<std::int64_t> layers() const;
    /// Changes that make the config count `layers` layers.
    std::vector<ConfigPatch> patches(std::size_t layers) const;
};

/// The stack whose layers are counted.
struct CountedStack {
    std::string_view prefix; ///< of its layers' names: "model.decoder.layers."
    std::int64_t stored = 0; ///< layers from 0 on without a gap
    bool isPaired = false; ///< the checkpoint has a stack of the other side too
};

LayerCount layerCount(const ConfigText& config, const Family& family, const CountedStack& stack);

/// The sections of `config` that may describe the stack with this prefix, the deepest first, the root ("") last.
std::vector<std::string> stackSections(const ConfigText& config, std::string_view prefix);

} // namespace layerloom::core
