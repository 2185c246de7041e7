#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace layerloom::core {

/// Where the Hugging Face Hub's client keeps its downloads: $HF_HUB_CACHE, else $HF_HOME/hub, else
/// ~/.cache/huggingface/hub.
std::filesystem::path hubCacheFolder();

/// The snapshot folder of "owner/name" or "owner/name@revision" in the Hub's cache (revision: branch, tag or commit;
/// default main, else the only snapshot); nullopt when it is not there.
std::optional<std::filesystem::path> findInHubCache(const std::string& modelId);

struct HubSnapshot {
    std::string modelId; ///< "owner/name"
    std::filesystem::path folder;
};
/// Every model snapshot in the cache that has a config.json, by name.
std::vector<HubSnapshot> listHubCache();

}  // namespace layerloom::core
