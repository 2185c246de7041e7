#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// The download cache of the Hugging Face Hub's client: $HF_HUB_CACHE, else $HF_HOME/hub, else
/// $XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.
std::filesystem::path hubCacheFolder();

/// The snapshot folder of "owner/name" or "owner/name@revision" in the Hub's cache (revision: branch, tag or
/// commit; default main, else the only snapshot); nullopt when it is missing.
std::optional<std::filesystem::path> findInHubCache(const std::string& modelId);

struct HubSnapshot {
    std::string modelId; ///< "owner/name"
    std::filesystem::path folder;
};
/// Every model snapshot in the cache that has a config.json, by name.
std::vector<HubSnapshot> listHubCache();

/// "owner/name" when `folder` is a snapshot in the layout of the Hub's cache
/// (models--owner--name/snapshots/…).
std::optional<std::string> hubModelId(const std::filesystem::path& folder);

} // namespace layerloom::core
