#include "core/model/depth_shape.h"

#include <nlohmann/json.hpp>

namespace layerloom::core {

extern const char* const kLayerRulesJson;

const std::vector<DepthShape>& depthShapes()
{
    static const std::vector<DepthShape> shapes = [] {
        std::vector<DepthShape> read;
        for (const auto& entry : nlohmann::ordered_json::parse(kLayerRulesJson))
            if (entry.contains("tensor"))
                read.push_back({entry.at("tensor").get<std::string>(), entry.at("axis").get<std::size_t>(),
                                entry.at("key").get<std::string>()});
        return read;
    }();
    return shapes;
}

} // namespace layerloom::core
