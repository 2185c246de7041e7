#include "core/engine/load_engine.h"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <sstream>

namespace layerloom::core {
namespace {

constexpr auto kModuleName = "liblayerloom_engine.so";

/// A module that is open: its engine, or why there is none.
struct Opened {
    std::string name;
    std::shared_ptr<Engine> engine;
    std::string reason;
};

/// Modules in `folder` itself and in the folders below it, by name, "default" last.
std::vector<std::filesystem::path> modulesIn(const std::filesystem::path& folder)
{
    std::error_code ignored;
    std::vector<std::filesystem::path> found;
    if (std::filesystem::exists(folder / kModuleName, ignored))
        return {folder / kModuleName};
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (std::filesystem::exists(entry.path() / kModuleName, ignored))
            found.push_back(entry.path() / kModuleName);
    std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
        const auto rank = [](const std::filesystem::path& module) {
            return std::pair(module.parent_path().filename() == "default", module);
        };
        return rank(left) < rank(right);
    });
    return found;
}

/// A module is never closed again: libtorch cannot be unloaded.
Opened openModule(const std::filesystem::path& module)
{
    Opened opened {module.parent_path().filename().string(), nullptr, {}};
    void* library = dlopen(module.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        const char* reason = dlerror();
        opened.reason = reason != nullptr ? reason : "it cannot be loaded";
        return opened;
    }
    const auto create = reinterpret_cast<CreateEngine>(dlsym(library, "layerloomCreateEngine"));
    if (create != nullptr)
        opened.engine.reset(create(kEngineAbi));
    if (opened.engine == nullptr)
        opened.reason = "it was built for another version of Layerloom";
    return opened;
}

std::vector<std::string> deviceIdsOf(const Engine& engine)
{
    std::vector<std::string> ids;
    for (const Device& device : engine.devices())
        ids.push_back(device.id);
    return ids;
}

/// Whether a GPU's driver is there at all: without one, no module has to be loaded to look for a device.
bool hasGpuDriver()
{
    void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (driver == nullptr)
        return false;
    const auto initialise = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
    const auto count = reinterpret_cast<int (*)(int*)>(dlsym(driver, "cuDeviceGetCount"));
    int devices = 0;
    return initialise != nullptr && count != nullptr && initialise(0) == 0 && count(&devices) == 0
        && devices > 0;
}

LoadedEngine chosen(Opened opened, const std::string& device)
{
    opened.engine->use(device);
    return {std::move(opened.engine), std::move(opened.name), device};
}

/// The first GPU of the first module that finds one.
std::optional<LoadedEngine> firstWithGpu(const std::vector<std::filesystem::path>& modules,
                                         std::vector<std::string>& reasons, const std::string& wanted)
{
    if (!hasGpuDriver()) {
        reasons.emplace_back("no driver of a GPU is running here");
        return std::nullopt;
    }
    for (const auto& module : modules) {
        Opened opened = openModule(module);
        if (opened.engine == nullptr) {
            reasons.push_back(opened.name + ": " + opened.reason);
            continue;
        }
        const std::vector<std::string> ids = deviceIdsOf(*opened.engine);
        for (const std::string& id : ids)
            if (id != "cpu" && (wanted == "auto" || wanted == id))
                return chosen(std::move(opened), id);
        reasons.push_back(opened.name + " (" + opened.engine->version() + ") finds "
                          + (ids.size() > 1 ? ids[1] : std::string("no GPU")));
    }
    return std::nullopt;
}

/// The default module on the CPU: the last that can be loaded.
LoadedEngine onCpu(const std::vector<std::filesystem::path>& modules)
{
    if (modules.empty())
        throw Error(ErrorCode::Unsupported,
                    "Converting and scaling need the arithmetic engine, and none is installed");
    std::string reasons;
    for (auto module = modules.rbegin(); module != modules.rend(); ++module) {
        Opened opened = openModule(*module);
        if (opened.engine != nullptr)
            return chosen(std::move(opened), "cpu");
        reasons += (reasons.empty() ? "" : "; ") + opened.name + ": " + opened.reason;
    }
    throw Error(ErrorCode::Unsupported, "The arithmetic engine cannot be loaded: " + reasons);
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : "; ") + part;
    return text;
}

/// The CPU as it is told of when no engine can drive it.
Device bareCpu(const std::string& reason)
{
    Device cpu {"cpu", "CPU", "none: " + reason};
    std::ifstream memory("/proc/meminfo");
    for (std::string line; std::getline(memory, line);) {
        std::istringstream words(line);
        std::string name;
        std::uint64_t kibibytes = 0;
        words >> name >> kibibytes;
        if (name == "MemTotal:")
            cpu.memoryTotal = kibibytes * 1024;
        if (name == "MemAvailable:")
            cpu.memoryFree = kibibytes * 1024;
    }
    return cpu;
}

} // namespace

std::vector<std::filesystem::path> findEngines()
{
    std::vector<std::filesystem::path> found;
    const auto add = [&](const std::filesystem::path& folder) {
        for (auto& module : modulesIn(folder))
            found.push_back(std::move(module));
    };
    if (const char* folders = std::getenv("LAYERLOOM_ENGINES"); folders != nullptr) {
        std::istringstream list(folders);
        for (std::string folder; std::getline(list, folder, ':');)
            if (!folder.empty())
                add(folder);
    }
    std::error_code failure;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
    if (!failure)
        add(program.parent_path().parent_path() / "lib/layerloom/engines");
    return found;
}

Result<LoadedEngine> loadEngine(const std::string& device)
{
    return guarded([&] {
        const auto modules = findEngines();
        if (device == "cpu" || modules.empty())
            return onCpu(modules);
        std::vector<std::string> reasons;
        if (auto found = firstWithGpu(modules, reasons, device))
            return std::move(*found);
        if (device == "auto")
            return onCpu(modules);
        throw Error(ErrorCode::Unsupported, "There is no device \"" + device + "\": " + joined(reasons));
    });
}

std::vector<Device> listDevices()
{
    const auto modules = findEngines();
    std::vector<Device> all;
    std::string reason = "no engine is installed";
    for (auto module = modules.rbegin(); module != modules.rend(); ++module) {
        const Opened opened = openModule(*module);
        if (opened.engine == nullptr) {
            reason = opened.name + ": " + opened.reason;
            continue;
        }
        const auto devices = guarded([&] { return opened.engine->devices(); });
        if (!devices) {
            reason = devices.error().message();
            continue;
        }
        all.insert(all.end(), devices->begin(), devices->end());
    }
    // One CPU is enough to show: the default engine's.
    const auto isCpu = [](const Device& listed) { return listed.id == "cpu"; };
    const auto first = std::find_if(all.begin(), all.end(), isCpu);
    if (first == all.end())
        all.insert(all.begin(), bareCpu(reason));
    else
        all.erase(std::remove_if(first + 1, all.end(), isCpu), all.end());
    return all;
}

} // namespace layerloom::core
