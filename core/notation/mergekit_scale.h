#pragma once

#include "core/notation/yaml_value.h"
#include "core/stack/stack.h"

#include <string_view>
#include <vector>

namespace layerloom::core {

// mergekit's `parameters`: a value is a number, a gradient (a list of numbers along the slice), or a list of
// {filter, value}; the levels source, slice, module and top are searched in this order.

/// One value of a parameter: for tensors whose names contain `filter` (all when empty).
struct ConditionalValue {
    std::string filter;
    std::vector<double> gradient; ///< one number is a constant
};

/// The parameter `name` of the `parameters` maps in `levels` (null entries have none), first match first; ends with
/// the first one without filter. Throws Error{Corrupt} for a value of another form.
std::vector<ConditionalValue> parameterValues(const std::vector<const YamlValue*>& levels,
                                              std::string_view name);

/// A gradient at position `index` of `count` layers; the last number for a slice of one layer.
double gradientAt(const std::vector<double>& gradient, std::size_t index, std::size_t count);

/// The scales of the layer at `index` of a slice of `count`. Factors of 1 at the end have no effect and are left out.
std::vector<Scale> scalesAt(const std::vector<ConditionalValue>& values, std::size_t index,
                            std::size_t count);

} // namespace layerloom::core
