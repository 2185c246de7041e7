#pragma once

#include "core/notation/mergekit_scale.h"
#include "core/notation/mergekit_slices.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace layerloom::core {

/// Makes the blocks of the documents of one mergekit file, and keeps their number within the limits of a stack.
class MergekitWeaver {
public:
    explicit MergekitWeaver(MergekitContext& context)
        : m_context(context)
    {}

    /// The stack of these slices; slices that blend models are noted and left out. Throws Error.
    MergekitStack weave(const std::vector<MergekitItems>& slices, const std::string& method);

private:
    /// Where the layers of an item come from: an earlier document, or a source.
    struct Donor {
        const MergekitStack* stack = nullptr;
        SourceIndex source = 0;
        std::uint32_t depth = 0;
    };
    /// Whether an item is the first or last of its document.
    struct Position {
        bool isFirst = false;
        bool isLast = false;
    };

    const MergekitItem* chosen(const MergekitItems& items, const std::string& method, std::size_t number);
    Donor donorOf(const MergekitItem& item);
    std::pair<std::uint32_t, std::uint32_t> rangeOf(const MergekitItem& item, const Donor& donor) const;
    std::vector<ConditionalValue> layerScales(const MergekitItem& item, const Donor& donor,
                                              const std::string& method, Position position);
    void rescale(Block& block, std::vector<Scale> scales, const std::string& model);
    void countLayers(const MergekitItem& item, std::size_t layers);
    void countScales(const MergekitItem& item, const std::vector<Scale>& scales);
    void append(MergekitStack& stack, const MergekitItem& item, const std::string& method, Position position);
    void noteScalesOutside(const std::vector<ConditionalValue>& scales, Position position);

    MergekitContext& m_context;
    std::size_t m_blocks = 0; ///< of all documents together
    std::size_t m_scales = 0; ///< of all documents together
};

} // namespace layerloom::core
