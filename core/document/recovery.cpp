#include "core/document/recovery.h"

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/document/document_json.h"
#include "core/document/document_reader.h"
#include "core/document/document_writer.h"
#include "core/io/home_path.h"
#include "core/io/private_folder.h"
#include "core/io/replace_file.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace layerloom::core {

namespace {

namespace fs = std::filesystem;

constexpr const char* kRecoveryKey = "recovery";
constexpr const char* kCopyEnding = ".loom";
constexpr const char* kLockEnding = ".lock";

FileLock lockOf(fs::path copy)
{
    return FileLock::tryCreate(copy.replace_extension(kLockEnding), FileLock::Kind::Exclusive);
}

fs::path folderOf(const Recovery& recovery)
{
    return recovery.path.parent_path();
}

/// `place`: the folder of the copy.
Recovery recoveryIn(Json root, const fs::path& place)
{
    Recovery recovery;
    if (const auto about = root.find(kRecoveryKey); about != root.end() && about->is_object()) {
        recovery.path = about->value("path", std::string());
        recovery.title = about->value("title", std::string());
        root.erase(kRecoveryKey);
    }
    const fs::path folder = recovery.path.empty() ? place : folderOf(recovery);
    recovery.document = readDocument(root.dump(2), folder).value();
    return recovery;
}

} // namespace

RecoverySlot::RecoverySlot(fs::path file, FileLock lock)
    : m_file(std::move(file))
    , m_lock(std::move(lock))
{}

RecoverySlot RecoverySlot::claim(const fs::path& folder)
{
    if (const PrivateFolder made = makePrivateFolder(folder); !made.folder)
        throw Error(ErrorCode::Io, made.fault);
    for (int number = 1;; ++number) {
        const fs::path copy = folder / (std::to_string(number) + kCopyEnding);
        if (fs::exists(copy))
            continue;
        FileLock lock = lockOf(copy);
        // Between the question and the lock another process may have left a copy.
        if (lock.isHeld() && !fs::exists(copy))
            return {copy, std::move(lock)};
    }
}

void RecoverySlot::write(const Recovery& recovery) const
{
    Json root = Json::parse(writeDocument(recovery.document, folderOf(recovery)));
    root[kRecoveryKey] = {{"path", recovery.path.string()}, {"title", recovery.title}};
    replaceFile(m_file, root.dump(2, ' ', false, Json::error_handler_t::replace));
}

Recovery RecoverySlot::read() const
{
    return guarded([&] { return recoveryIn(parseDocumentJson(readTextFile(m_file)), m_file.parent_path()); })
        .value();
}

void RecoverySlot::clear() const
{
    std::error_code ignored;
    fs::remove(m_file, ignored);
}

std::vector<RecoverySlot> abandonedRecoveries(const fs::path& folder)
{
    std::vector<std::pair<fs::file_time_type, RecoverySlot>> found;
    std::error_code ended;
    for (fs::directory_iterator entry(folder, ended); !ended && entry != fs::directory_iterator();
         entry.increment(ended)) {
        std::error_code gone;
        const auto written = entry->last_write_time(gone);
        if (gone || entry->path().extension() != kCopyEnding || !entry->is_regular_file(gone))
            continue;
        // A copy that cannot be locked may be in use.
        Result<FileLock> lock = guarded([&] { return lockOf(entry->path()); });
        if (lock && lock->isHeld())
            found.emplace_back(written, RecoverySlot(entry->path(), std::move(*lock)));
    }
    std::sort(found.begin(), found.end(),
              [](const auto& left, const auto& right) { return left.first > right.first; });
    std::vector<RecoverySlot> slots;
    for (auto& each : found)
        slots.push_back(std::move(each.second));
    return slots;
}

fs::path userRecoveryFolder()
{
    const fs::path state = userFolder("XDG_STATE_HOME", fs::path(".local") / "state");
    return state.empty() ? state : state / "layerloom" / "recovery";
}

} // namespace layerloom::core
