#include "core/merge/plan/block_order.h"

#include "core/merge/plan/shared_ranges.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace layerloom::core {
namespace {

// A group gets a file of its own when it fills at least 1/16 of one.
constexpr std::uint64_t kWorthwhilePart = 16;
// Bounds of a search for a bridge: residues visited and tensors of a bridge.
constexpr std::size_t kMostResidues = 1U << 15U;
constexpr std::size_t kLongestBridge = 64;

/// Unplaced tensors of one residue, by number.
struct Group {
    std::deque<std::uint32_t> waiting;
    std::uint64_t bytes = 0;
};

/// Tensors that move the residue by `step` and start at multiples of `alignment`.
struct ShimKind {
    std::uint64_t step = 0;
    std::uint64_t alignment = 1;
    auto operator<=>(const ShimKind&) const = default;
};
using Shims = std::map<ShimKind, std::deque<std::uint32_t>>;

enum class Outcome { Placed, Full, Stuck };

/// A residue that a search has reached from another one through a shim.
struct Reached {
    std::uint64_t residue = 0;
    std::size_t from = 0;
    const ShimKind* through = nullptr;
};

/// Breadth-first search for the fewest shims from one residue to one that has a group.
class BridgeSearch {
public:
    BridgeSearch(const std::map<std::uint64_t, Group>& groups, const Shims& shims)
        : m_groups(groups)
        , m_shims(shims)
    {}

    std::vector<ShimKind> from(std::uint64_t residue)
    {
        m_reached.push_back({residue, 0, nullptr});
        m_isReached[residue] = true;
        for (std::size_t i = 0; i < m_reached.size() && i < kMostResidues; ++i)
            for (const auto& [kind, waiting] : m_shims)
                if (step(i, kind, waiting.size()))
                    return pathTo(m_reached.size() - 1);
        return {};
    }

private:
    /// Appends one shim; true when its end has a group.
    bool step(std::size_t from, const ShimKind& kind, std::size_t waiting)
    {
        const std::uint64_t here = m_reached[from].residue;
        const std::uint64_t next = (here + kind.step) % kBlockBytes;
        if (m_isReached[next] || here % kind.alignment != 0)
            return false;
        const std::vector<ShimKind> path = pathTo(from);
        const auto used = std::count(path.begin(), path.end(), kind);
        if (static_cast<std::size_t>(used) >= waiting || path.size() >= kLongestBridge)
            return false;
        m_isReached[next] = true;
        m_reached.push_back({next, from, &kind});
        return m_groups.contains(next);
    }

    std::vector<ShimKind> pathTo(std::size_t index) const
    {
        std::vector<ShimKind> path;
        for (; m_reached[index].through != nullptr; index = m_reached[index].from)
            path.push_back(*m_reached[index].through);
        std::reverse(path.begin(), path.end());
        return path;
    }

    const std::map<std::uint64_t, Group>& m_groups;
    const Shims& m_shims;
    std::vector<Reached> m_reached;
    std::array<bool, kBlockBytes> m_isReached {};
};

class Orderer {
public:
    Orderer(const std::vector<PlannedTensor>& tensors, const Container& container, std::uint64_t shardBytes)
        : m_tensors(tensors)
        , m_container(container)
        , m_shardBytes(shardBytes)
        , m_isOneFile(shardBytes == 0 || payload() <= shardBytes)
    {
        for (std::uint32_t i = 0; i < tensors.size(); ++i)
            if (isLarge(i))
                m_groups[sourceResidue(i)].bytes += tensors[i].bytes;
        for (std::uint32_t i = 0; i < tensors.size(); ++i)
            sortIn(i);
    }

    FileOrders order()
    {
        while (!m_groups.empty()) {
            const Outcome outcome = placeMore();
            if (outcome != Outcome::Placed && !beginFile(outcome == Outcome::Full))
                break;
        }
        placeRest();
        std::stable_sort(m_files.begin(), m_files.end(), [](const auto& left, const auto& right) {
            return *std::min_element(left.begin(), left.end())
                < *std::min_element(right.begin(), right.end());
        });
        return std::move(m_files);
    }

private:
    std::uint64_t payload() const
    {
        return std::accumulate(
            m_tensors.begin(), m_tensors.end(), std::uint64_t(0),
            [](std::uint64_t sum, const PlannedTensor& tensor) { return sum + tensor.bytes; });
    }

    std::uint64_t alignmentOf(std::uint32_t index) const
    {
        return m_container.tensorAlignment(m_tensors[index]);
    }

    std::uint64_t sourceResidue(std::uint32_t index) const
    {
        return m_tensors[index].sourceOffset % kBlockBytes;
    }

    bool canKeepResidue(std::uint32_t index) const
    {
        return m_tensors[index].isWholeCopy() && sourceResidue(index) % alignmentOf(index) == 0;
    }

    bool isLarge(std::uint32_t index) const
    {
        return canKeepResidue(index) && m_tensors[index].bytes >= kLeastSharedBytes;
    }

    void sortIn(std::uint32_t index)
    {
        const std::uint64_t step = m_tensors[index].bytes % kBlockBytes;
        const auto group = m_groups.find(sourceResidue(index));
        // Small tensors of whole blocks stay beside the large ones of their residue.
        if (isLarge(index) || (step == 0 && canKeepResidue(index) && group != m_groups.end()))
            group->second.waiting.push_back(index);
        else if (step == 0)
            m_fillers.push_back(index);
        else
            m_shims[{step, alignmentOf(index)}].push_back(index);
    }

    bool fits(std::uint64_t bytes) const
    {
        return m_isOneFile || m_bytes == 0 || m_bytes + bytes <= m_shardBytes;
    }

    void place(std::uint32_t index)
    {
        m_files.back().push_back(index);
        m_bytes += m_tensors[index].bytes;
        m_residue = (m_residue + m_tensors[index].bytes) % kBlockBytes;
    }

    Outcome placeMore()
    {
        if (m_files.empty())
            return Outcome::Full;
        const auto here = m_groups.find(m_residue);
        return here != m_groups.end() ? placeNext(here) : placeBridge();
    }

    Outcome placeNext(std::map<std::uint64_t, Group>::iterator group)
    {
        std::deque<std::uint32_t>& waiting = group->second.waiting;
        const std::uint32_t next = waiting.front();
        while (!m_fillers.empty() && m_fillers.front() < next && stands(m_fillers.front())) {
            place(m_fillers.front());
            m_fillers.pop_front();
        }
        if (!fits(m_tensors[next].bytes))
            return Outcome::Full;
        waiting.pop_front();
        if (waiting.empty())
            m_groups.erase(group);
        else if (m_tensors[next].bytes >= kLeastSharedBytes)
            group->second.bytes -= m_tensors[next].bytes;
        place(next);
        return Outcome::Placed;
    }

    bool stands(std::uint32_t index) const
    {
        return fits(m_tensors[index].bytes) && m_residue % alignmentOf(index) == 0;
    }

    Outcome placeBridge()
    {
        const std::vector<ShimKind> bridge = BridgeSearch(m_groups, m_shims).from(m_residue);
        for (const ShimKind& kind : bridge) {
            if (!fits(m_tensors[m_shims[kind].front()].bytes))
                return Outcome::Full;
            takeShim(kind);
        }
        return bridge.empty() ? Outcome::Stuck : Outcome::Placed;
    }

    void takeShim(const ShimKind& kind)
    {
        const auto shims = m_shims.find(kind);
        place(shims->second.front());
        shims->second.pop_front();
        if (shims->second.empty())
            m_shims.erase(shims);
    }

    /// Begins a file: after a full one at the same residue, else at the residue of the largest group, if it
    /// is worth it.
    bool beginFile(bool isFull)
    {
        auto best = m_groups.end();
        for (auto group = m_groups.begin(); group != m_groups.end(); ++group)
            if (group->first % m_container.fileAlignment() == 0
                && (best == m_groups.end() || group->second.bytes > best->second.bytes))
                best = group;
        if (isFull && !m_files.empty() && m_residue % m_container.fileAlignment() == 0
            && m_groups.contains(m_residue))
            best = m_groups.find(m_residue);
        if (best == m_groups.end())
            return false;
        if (!isFull && (m_isOneFile || best->second.bytes < m_shardBytes / kWorthwhilePart))
            return false;
        m_files.emplace_back();
        m_bytes = 0;
        m_residue = best->first;
        return true;
    }

    /// Appends the tensors that keep no residue: larger alignment first, then in numeric order.
    void placeRest()
    {
        std::vector<std::uint32_t> rest(m_fillers.begin(), m_fillers.end());
        for (const auto& [kind, waiting] : m_shims)
            rest.insert(rest.end(), waiting.begin(), waiting.end());
        for (const auto& [start, group] : m_groups)
            rest.insert(rest.end(), group.waiting.begin(), group.waiting.end());
        std::sort(rest.begin(), rest.end(), [&](std::uint32_t left, std::uint32_t right) {
            return std::pair(alignmentOf(right), left) < std::pair(alignmentOf(left), right);
        });
        for (const std::uint32_t index : rest) {
            if (m_files.empty() || !fits(m_tensors[index].bytes)) {
                m_files.emplace_back();
                m_bytes = 0;
            }
            place(index);
        }
    }

    const std::vector<PlannedTensor>& m_tensors;
    const Container& m_container;
    std::uint64_t m_shardBytes;
    bool m_isOneFile;
    std::map<std::uint64_t, Group> m_groups; // by residue; none is empty
    Shims m_shims;
    std::deque<std::uint32_t> m_fillers; // whole blocks, without a residue to keep
    FileOrders m_files;
    std::uint64_t m_bytes = 0; // payload of the last file
    std::uint64_t m_residue = 0; // of the end of its last tensor
};

} // namespace

FileOrders blockOrder(const std::vector<PlannedTensor>& tensors, const Container& container,
                      std::uint64_t shardBytes)
{
    return Orderer(tensors, container, shardBytes).order();
}

} // namespace layerloom::core
