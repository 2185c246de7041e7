#include "core/checkpoint/own_file.h"

#include "core/base/error.h"
#include "core/checkpoint/hub_cache.h"

#include <algorithm>
#include <system_error>

namespace layerloom::core {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBlobs = "blobs";

bool isBelow(const fs::path& inner, const fs::path& outer)
{
    const auto [rest, unused] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    return !outer.empty() && rest == outer.end();
}

/// The blobs of a snapshot "…/models--OWNER--NAME/snapshots/COMMIT"; empty for every other folder.
fs::path blobsOf(const fs::path& folder)
{
    return hubModelId(folder) ? folder.parent_path().parent_path() / kBlobs : fs::path();
}

/// True for "…/hub/models--OWNER--NAME/blobs/HASH" in the user's cache.
bool isBlobOfTheHub(const fs::path& file)
{
    std::error_code failure;
    const fs::path hub = fs::canonical(hubCacheFolder(), failure);
    return !failure && isBelow(file, hub) && file.parent_path().filename() == kBlobs
        && file.parent_path().parent_path().parent_path() == hub;
}

} // namespace

void requireOwnFile(const fs::path& folder, const std::string& name)
{
    std::error_code failure;
    const fs::path home = fs::canonical(folder, failure);
    const fs::path file = fs::canonical(folder / name, failure);
    if (failure)
        throw Error(ErrorCode::Io, (folder / name).string() + " cannot be opened: " + failure.message());
    if (isBelow(file, home) || isBelow(file, blobsOf(home)) || isBlobOfTheHub(file))
        return;
    throw Error(ErrorCode::Unsupported,
                name + " in " + folder.string() + " is a link to " + file.string()
                    + ", outside of the model's folder: put the file itself there");
}

} // namespace layerloom::core
