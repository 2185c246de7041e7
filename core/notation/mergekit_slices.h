#pragma once

#include "core/notation/mergekit_context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace layerloom::core {

/// One entry of a slice's `sources`, or of `models`.
struct MergekitItem {
    std::string model;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> range; ///< nullopt: all layers
    std::vector<const YamlValue*> parameters; ///< of source, slice, module and top; null when there are none
    int line = 0;
};
/// The models of one slice.
using MergekitItems = std::vector<MergekitItem>;
/// `parameters` maps around a list of slices, innermost first; null when there are none.
using MergekitParameters = std::vector<const YamlValue*>;

/// The value of `key`, a list. Throws Error{Corrupt} when it is none.
const YamlValue& listAt(const YamlValue& holder, const char* key);

/// One item. Throws Error{Corrupt} when it names no model, or no layer_range where `needsRange`.
MergekitItem readItem(MergekitContext& context, const YamlValue& value, MergekitParameters parameters,
                      bool needsRange);

/// The slices of `holder`, a document or one of its modules.
std::vector<MergekitItems> readSlices(MergekitContext& context, const YamlValue& holder,
                                      const MergekitParameters& outer);

/// The `models` of `holder`: the blend of one slice, or with passthrough one slice for each.
std::vector<MergekitItems> readModels(MergekitContext& context, const YamlValue& holder,
                                      const MergekitParameters& outer, const std::string& method);

} // namespace layerloom::core
