#pragma once

#include "core/stack/stack.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace layerloom::core {

/// A run of consecutive layers of one source: blocks [begin, end). Broken by seams, by splits a person made, and
/// where the scales differ.
struct Slice {
    std::size_t begin = 0;
    std::size_t end = 0;
    SourceIndex source = 0;
    std::uint32_t firstLayer = 0;

    std::size_t count() const { return end - begin; }
    std::uint32_t lastLayer() const { return firstLayer + static_cast<std::uint32_t>(count()) - 1; }
    bool operator==(const Slice&) const = default;
};

/// A place between two blocks where the second is not "same source, next layer".
struct Seam {
    std::size_t at = 0; ///< output index of the block after the seam
    Block from;
    Block to;
    /// SOLAR's layer distance |to - from| of the source indices (arXiv 2312.15166): 1 inside a slice.
    std::uint32_t distance = 0;
    /// to - (from + 1): below 0 layers run again, above 0 layers are skipped.
    std::int64_t jump = 0;

    bool changesSource() const { return from.source != to.source; }
};

/// Exact figures of the output, the parts from their own sources and the rest from the config's; parameters and bytes are those of the checkpoint a merge writes with dtypes kept.
struct Totals {
    std::uint64_t layers = 0;
    std::uint64_t parameters = 0; ///< tied weights once, buffers not counted
    std::uint64_t bytes = 0; ///< payload
    std::uint64_t seams = 0;
    std::uint32_t maxDistance = 0; ///< 0 without seams
    std::uint64_t sumDistance = 0;
    bool complete = true; ///< false when a source is missing: its layers count 0 parameters
    std::map<std::string, std::uint64_t> bytesByDtype;
    /// Bytes of key/value cache for one token; 0 when the config does not tell. Two bytes an element.
    std::uint64_t cacheBytesPerToken = 0;
};

std::vector<Slice> slices(const Stack& stack);
std::vector<Seam> seams(const Stack& stack);
Totals totals(const Stack& stack);

/// Layer distance of every transition i -> i + 1 (size blocks - 1); 1 inside slices.
std::vector<std::uint32_t> distances(const Stack& stack);

/// How often blocks [0, i] used block i's layer (1 = first use), per block.
std::vector<std::uint32_t> useCounts(const Stack& stack);

/// True when the output's head shares its embeddings' weights: what an override says, else the config's own model.
bool isTied(const Stack& stack);

/// The tensors of the head's source that are written as the head. Of a tied one only what it does not share with its
/// embeddings (a bias). A tied source without a stored head lends its token embeddings to an untied output.
std::vector<std::uint32_t> headTensors(const Stack& stack);

/// False when the embeddings are tied and so no head is written, or when the head's source has none to give.
bool writesHead(const Stack& stack);

} // namespace layerloom::core
