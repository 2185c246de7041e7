#include "core/sensitivity/measurement_cache.h"

#include "core/io/file.h"
#include "core/io/replace_file.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <cstdlib>

namespace layerloom::core {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMostBytes = 16'000'000;
constexpr const char* kEnding = ".json";
constexpr std::string_view kWeightsEnding = "-weights.json";
constexpr const char* kStacksEnding = ".stacks";

fs::path cacheFolderOfUser()
{
    const char* const cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && fs::path(cache).is_absolute())
        return cache;
    const char* const home = std::getenv("HOME");
    return fs::path(home == nullptr || *home == '\0' ? "/tmp" : home) / ".cache";
}

/// What `read` makes of a file's text; nothing of a file that is missing or damaged.
template <typename Read> auto readFile(const fs::path& file, Read read)
{
    std::optional<std::invoke_result_t<Read, std::string>> known;
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return known;
    auto found = guarded([&] { return read(readTextFile(file, kMostBytes)); });
    if (found)
        known = std::move(found).value();
    return known;
}

SensitivityKey anyType(SensitivityKey key)
{
    key.computeType.clear();
    return key;
}

// Locks lie beside them.
bool isKept(const fs::path& file)
{
    return file.extension() == kEnding || file.extension() == kStacksEnding;
}

} // namespace

MeasurementCache::MeasurementCache(fs::path folder, std::uint64_t limit)
    : m_folder(std::move(folder))
    , m_limit(limit)
{}

MeasurementCache MeasurementCache::ofUser()
{
    return MeasurementCache(cacheFolderOfUser() / "layerloom" / "measurements");
}

std::optional<Sensitivity> MeasurementCache::find(const SensitivityKey& key) const
{
    std::optional<Sensitivity> found = readFile(fileOf(key), readSensitivity);
    if (found && found->key != key)
        found.reset();
    return found;
}

std::optional<Sensitivity> MeasurementCache::findAnyType(SensitivityKey key) const
{
    for (const char* type : {"F32", "BF16", "F16"}) {
        key.computeType = type;
        if (std::optional<Sensitivity> found = find(key))
            return found;
    }
    return std::nullopt;
}

std::optional<StateDistances> MeasurementCache::findStateDistances(const SensitivityKey& key,
                                                                   const std::string& other) const
{
    std::optional<StateDistances> found = readFile(fileOf(key, other), readStateDistances);
    if (found && (found->key != key || found->other != other))
        found.reset();
    return found;
}

void MeasurementCache::store(const StateDistances& sensitivity) const
{
    keep(fileOf(sensitivity.key, sensitivity.other), stateDistancesText(sensitivity));
}

void MeasurementCache::store(const Sensitivity& sensitivity) const
{
    keep(fileOf(sensitivity.key), sensitivityText(sensitivity));
}

std::optional<DistanceRecord> MeasurementCache::findDistances(const DistanceKey& key) const
{
    std::optional<DistanceRecord> found = readFile(fileOf(key), readDistances);
    if (found && found->key != key)
        found.reset();
    return found;
}

void MeasurementCache::store(const DistanceRecord& sensitivity) const
{
    const std::string text = distancesText(sensitivity);
    if (text.size() <= kMostBytes)
        keep(fileOf(sensitivity.key), text);
}

void MeasurementCache::keep(const fs::path& file, const std::string& text) const
{
    fs::create_directories(m_folder);
    replaceFile(file, text);
    dropOldest();
}

std::vector<EvaluatedStack> MeasurementCache::stacks(const SensitivityKey& key) const
{
    std::optional<EvaluatedStacks> found = readFile(stacksFile(key), readStacks);
    return found && found->key == anyType(key) ? std::move(found->stacks) : std::vector<EvaluatedStack> {};
}

void MeasurementCache::note(const SensitivityKey& key, EvaluatedStack stack) const
{
    EvaluatedStacks noted {anyType(key), stacks(key)};
    addStack(noted.stacks, std::move(stack));
    keep(stacksFile(key), stacksText(noted));
}

std::vector<CachedMeasurement> MeasurementCache::list() const
{
    std::vector<CachedMeasurement> files = filesByAge();
    for (CachedMeasurement& file : files) {
        if (file.file.extension() == kStacksEnding) {
            file.stacks = readFile(file.file, readStacks);
            continue;
        }
        if (file.file.filename().string().ends_with(kWeightsEnding)) {
            file.distances = readFile(file.file, readDistances);
            continue;
        }
        file.sensitivity = readFile(file.file, readSensitivity);
        if (!file.sensitivity)
            file.cross = readFile(file.file, readStateDistances);
    }
    return files;
}

/// All files, the newest first, none of them read.
std::vector<CachedMeasurement> MeasurementCache::filesByAge() const
{
    std::vector<CachedMeasurement> files;
    std::error_code error;
    for (fs::directory_iterator entry(m_folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (!isKept(entry->path()) || !entry->is_regular_file(ignored))
            continue;
        CachedMeasurement file;
        file.file = entry->path();
        file.bytes = entry->file_size(ignored);
        file.modified = entry->last_write_time(ignored).time_since_epoch().count();
        files.push_back(std::move(file));
    }
    std::sort(files.begin(), files.end(), [](const CachedMeasurement& left, const CachedMeasurement& right) {
        return left.modified != right.modified ? left.modified > right.modified : left.file < right.file;
    });
    return files;
}

std::size_t MeasurementCache::clear() const
{
    std::size_t removed = 0;
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(m_folder, error), end; !error && entry != end; entry.increment(error))
        files.push_back(entry->path());
    for (const fs::path& file : files)
        if (fs::remove(file) && isKept(file))
            ++removed;
    return removed;
}

fs::path MeasurementCache::lockFile(const SensitivityKey& key) const
{
    fs::create_directories(m_folder);
    return fileOf(key).replace_extension(".lock");
}

fs::path MeasurementCache::lockFile(const DistanceKey& key) const
{
    fs::create_directories(m_folder);
    return fileOf(key).replace_extension(".lock");
}

fs::path MeasurementCache::fileOf(const SensitivityKey& key, const std::string& other) const
{
    const std::string models = other.empty() ? key.fingerprint : key.fingerprint + '-' + other;
    return m_folder
        / (models + '-' + key.text + '-' + std::to_string(key.tokens) + '-' + std::to_string(key.window) + '-'
           + key.computeType + kEnding);
}

fs::path MeasurementCache::fileOf(const DistanceKey& key) const
{
    const std::string models = key.other.empty() ? key.first : key.first + '-' + key.other;
    return m_folder / (models + std::string(kWeightsEnding));
}

fs::path MeasurementCache::stacksFile(const SensitivityKey& key) const
{
    return m_folder
        / (key.fingerprint + '-' + key.text + '-' + std::to_string(key.tokens) + '-'
           + std::to_string(key.window) + kStacksEnding);
}

void MeasurementCache::dropOldest() const
{
    std::uint64_t bytes = 0;
    bool isNewest = true;
    for (const CachedMeasurement& file : filesByAge()) {
        bytes += file.bytes;
        std::error_code ignored;
        if (bytes > m_limit && !isNewest)
            fs::remove(file.file, ignored);
        isNewest = false;
    }
}

} // namespace layerloom::core
