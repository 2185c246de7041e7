#include "core/measure/suggest.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/recipe/recipe.h"

#include <algorithm>
#include <map>
#include <set>

namespace layerloom::core {

namespace {

constexpr std::size_t kBeam = 24;
constexpr std::uint32_t kMostTimes = 10;

/// What tells stacks of one source apart.
std::vector<std::uint32_t> layersOf(const Blocks& blocks)
{
    std::vector<std::uint32_t> layers;
    for (const Block& block : blocks)
        layers.push_back(block.layer);
    return layers;
}

/// The best stacks met so far, no two alike.
class Ranking {
public:
    explicit Ranking(std::size_t size)
        : m_size(size)
    {}

    void add(Suggestion suggestion)
    {
        const double score = suggestion.prediction.score;
        if (m_best.size() == m_size && score >= m_best.rbegin()->first)
            return;
        if (!m_known.insert(layersOf(suggestion.blocks)).second)
            return;
        m_best.emplace(score, std::move(suggestion));
        if (m_best.size() <= m_size)
            return;
        const auto worst = std::prev(m_best.end());
        m_known.erase(layersOf(worst->second.blocks));
        m_best.erase(worst);
    }

    const std::multimap<double, Suggestion>& best() const { return m_best; }

private:
    std::size_t m_size;
    std::multimap<double, Suggestion> m_best;
    std::set<std::vector<std::uint32_t>> m_known;
};

class Search {
public:
    Search(const Measurement& measured, SourceIndex source, std::uint32_t layers, JobContext& job)
        : m_source(source)
        , m_depth(static_cast<std::uint32_t>(measured.layers()))
        , m_wanted(layers)
        , m_job(job)
    {
        m_measured.sources.resize(source + 1);
        m_measured.sources[source] = &measured;
    }

    std::vector<Suggestion> run(std::size_t count)
    {
        Ranking ranking(std::max(count, kBeam));
        addRecipes(ranking);
        addSearch(ranking);
        std::vector<Suggestion> found;
        for (const auto& [score, suggestion] : ranking.best())
            if (found.size() < count)
                found.push_back(suggestion);
        return found;
    }

private:
    Suggestion rated(Blocks blocks, std::string rule) const
    {
        Prediction prediction = predict(blocks, m_measured);
        return {std::move(blocks), std::move(prediction), std::move(rule)};
    }

    void addRecipes(Ranking& ranking) const
    {
        if (m_wanted == m_depth)
            return ranking.add(rated(layerRange(m_source, 0, m_depth), "the model itself"));
        if (m_wanted < m_depth)
            return addDrops(ranking);
        addUpscales(ranking);
        addRepeats(ranking);
    }

    void addDrops(Ranking& ranking) const
    {
        const std::uint32_t dropped = m_depth - m_wanted;
        for (std::uint32_t first = 0; first <= m_wanted; ++first) {
            Blocks blocks;
            for (std::uint32_t layer = 0; layer < m_depth; ++layer)
                if (layer < first || layer >= first + dropped)
                    blocks.push_back({m_source, layer, {}, false});
            ranking.add(rated(std::move(blocks), "drop"));
        }
    }

    void addUpscales(Ranking& ranking) const
    {
        if (m_wanted % 2 != 0 || m_wanted > 2 * m_depth)
            return;
        const std::uint32_t m = m_depth - m_wanted / 2;
        ranking.add(rated(dus(m_source, m_depth, m), "DUS"));
        for (std::uint32_t group = 1; group < m_depth - m; ++group)
            ranking.add(rated(interlock(m_source, m_source, m_depth, m, group), "interlock"));
    }

    /// One range, run two or more times.
    void addRepeats(Ranking& ranking) const
    {
        const std::uint32_t added = m_wanted - m_depth;
        for (std::uint32_t times = 2; times <= added + 1; ++times) {
            const std::uint32_t length = added / (times - 1);
            if (length * (times - 1) != added || length > m_depth)
                continue;
            for (std::uint32_t first = 0; first + length <= m_depth; ++first)
                ranking.add(rated(repeatRange(m_source, m_depth, first, first + length, times), "repeat"));
        }
    }

    /// Ranges are dropped, or run again, one after the other; of every depth on the way the best stacks are gone on from.
    void addSearch(Ranking& ranking) const
    {
        if (m_wanted == m_depth)
            return;
        std::map<std::uint32_t, Ranking> beams;
        beams.try_emplace(m_depth, kBeam)
            .first->second.add(rated(layerRange(m_source, 0, m_depth), "search"));
        const bool grows = m_wanted > m_depth;
        for (std::uint32_t depth = m_depth; depth != m_wanted; grows ? ++depth : --depth) {
            const auto beam = beams.find(depth);
            if (beam == beams.end())
                continue;
            for (const auto& [score, suggestion] : beam->second.best())
                grows ? grow(suggestion.blocks, beams) : shrink(suggestion.blocks, beams);
            beams.erase(beam);
        }
        for (const auto& [score, suggestion] : beams.at(m_wanted).best())
            ranking.add(suggestion);
    }

    void grow(const Blocks& blocks, std::map<std::uint32_t, Ranking>& beams) const
    {
        const auto depth = static_cast<std::uint32_t>(blocks.size());
        for (std::uint32_t length = 1; length <= std::min(m_wanted - depth, m_depth); ++length)
            for (std::uint32_t first = 0; first + length <= depth; ++first) {
                Blocks grown = blocks;
                const auto begin = blocks.begin() + first;
                grown.insert(grown.begin() + first + length, begin, begin + length);
                add(std::move(grown), beams);
            }
    }

    void shrink(const Blocks& blocks, std::map<std::uint32_t, Ranking>& beams) const
    {
        const auto depth = static_cast<std::uint32_t>(blocks.size());
        for (std::uint32_t length = 1; length <= depth - m_wanted; ++length)
            for (std::uint32_t first = 0; first + length <= depth; ++first) {
                Blocks shrunk = blocks;
                shrunk.erase(shrunk.begin() + first, shrunk.begin() + first + length);
                add(std::move(shrunk), beams);
            }
    }

    void add(Blocks blocks, std::map<std::uint32_t, Ranking>& beams) const
    {
        m_job.checkStop();
        const auto depth = static_cast<std::uint32_t>(blocks.size());
        beams.try_emplace(depth, kBeam).first->second.add(rated(std::move(blocks), "search"));
    }

    MeasuredSources m_measured;
    SourceIndex m_source;
    std::uint32_t m_depth;
    std::uint32_t m_wanted;
    JobContext& m_job;
};

} // namespace

std::vector<Suggestion> suggestStacks(const Measurement& measured, SourceIndex source, std::uint32_t layers,
                                      std::size_t count, JobContext& job)
{
    const auto depth = static_cast<std::uint32_t>(measured.layers());
    if (layers == 0 || layers > kMostTimes * depth)
        throw Error(ErrorCode::Mismatch,
                    "A stack of " + counted(layers, "layer") + " cannot be suggested: between 1 and "
                        + std::to_string(kMostTimes * depth) + " are possible");
    return Search(measured, source, layers, job).run(count);
}

} // namespace layerloom::core
