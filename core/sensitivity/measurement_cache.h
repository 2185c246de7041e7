#pragma once

#include "core/base/result.h"
#include "core/distance/distance_record.h"
#include "core/sensitivity/evaluated_stacks.h"
#include "core/sensitivity/sensitivity.h"
#include "core/sensitivity/state_distances.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace layerloom::core {

/// A file of the cache.
struct CachedMeasurement {
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds
    // What it holds; none of them when the file is damaged or of another version.
    std::optional<Sensitivity> sensitivity;
    std::optional<StateDistances> cross;
    std::optional<DistanceRecord> distances;
    std::optional<EvaluatedStacks> stacks;

    /// False when the file is damaged or of another version.
    bool isUsable() const { return sensitivity || cross || distances || stacks; }
};

/// Measurements, distances of weights among them, kept between runs, one file each. What is damaged or of another version
/// is as good as not there. The oldest are dropped when all together are larger than a limit.
class MeasurementCache {
public:
    static constexpr std::uint64_t kLimit = 64'000'000;

    explicit MeasurementCache(std::filesystem::path folder, std::uint64_t limit = kLimit);
    /// The user's: $XDG_CACHE_HOME/layerloom/measurements, else the same below ~/.cache.
    static MeasurementCache ofUser();

    const std::filesystem::path& folder() const { return m_folder; }

    std::optional<Sensitivity> find(const SensitivityKey& key) const;
    /// The same, computed in whatever type; single precision first.
    std::optional<Sensitivity> findAnyType(SensitivityKey key) const;
    /// The angles between two models; `key` is that of the first.
    std::optional<StateDistances> findStateDistances(const SensitivityKey& key,
                                                     const std::string& other) const;
    void store(const StateDistances& sensitivity) const;
    /// Keeps a measurement; it appears whole or not at all. Throws Error{Io}.
    void store(const Sensitivity& sensitivity) const;

    std::optional<DistanceRecord> findDistances(const DistanceKey& key) const;
    /// Keeps distances, unless they are more than would be read again. Throws Error{Io}.
    void store(const DistanceRecord& sensitivity) const;

    /// The stacks of a model that were run, whether or not it was measured, and in whatever type.
    std::vector<EvaluatedStack> stacks(const SensitivityKey& key) const;
    /// Notes one more. Throws Error{Io}.
    void note(const SensitivityKey& key, EvaluatedStack stack) const;

    /// All files, the newest first.
    std::vector<CachedMeasurement> list() const;
    /// Removes all files; returns how many there were. Throws Error{Io}.
    std::size_t clear() const;

    /// The file that is locked while a measurement is made, so that two processes do not make it twice.
    std::filesystem::path lockFile(const SensitivityKey& key) const;
    std::filesystem::path lockFile(const DistanceKey& key) const;

private:
    std::filesystem::path fileOf(const SensitivityKey& key, const std::string& other = {}) const;
    std::filesystem::path fileOf(const DistanceKey& key) const;
    std::filesystem::path stacksFile(const SensitivityKey& key) const;
    std::vector<CachedMeasurement> filesByAge() const;
    void keep(const std::filesystem::path& file, const std::string& text) const;
    void dropOldest() const;

    std::filesystem::path m_folder;
    std::uint64_t m_limit;
};

} // namespace layerloom::core
