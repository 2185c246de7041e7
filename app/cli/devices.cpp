#include "app/cli/devices.h"

#include "app/cli/terminal.h"
#include "app/cli/verb_output.h"
#include "core/base/text.h"
#include "core/engine/load_engine.h"

#include <nlohmann/json.hpp>

namespace layerloom::app {

namespace {

using Json = nlohmann::ordered_json;

Json asJson(const std::vector<core::Device>& devices)
{
    Json list = Json::array();
    for (const core::Device& device : devices)
        list.push_back({{"id", device.id},
                        {"name", device.name},
                        {"engine", device.engine},
                        {"memory_free", device.memoryFree},
                        {"memory_total", device.memoryTotal}});
    return list;
}

} // namespace

void addDevicesVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand("devices", "List the devices that arithmetic can run on");
    auto json = std::make_shared<bool>(false);
    addJsonOption(*verb, *json);
    verb->callback([json] {
        const std::vector<core::Device> devices = core::listDevices();
        if (*json) {
            printJson(asJson(devices));
            return;
        }
        for (const core::Device& device : devices)
            printLine("%-8s %s, %s of %s free, %s", device.id.c_str(), device.name.c_str(),
                      core::shortBytes(device.memoryFree).c_str(),
                      core::shortBytes(device.memoryTotal).c_str(), device.engine.c_str());
    });
}

} // namespace layerloom::app
