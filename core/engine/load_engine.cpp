#include "core/engine/load_engine.h"

#include "core/base/module_folder.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <sstream>

namespace layerloom::core {
namespace {

constexpr auto kModuleName = "liblayerloom_engine.so";

/// An opened module: its engine, or the reason why it has none.
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
        // Only this job loads libraries. NOLINTNEXTLINE(concurrency-mt-unsafe)
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

/// True when CUDA's driver is installed and has a device.
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

/// True for the module this process has already loaded.
bool isLoaded(const std::filesystem::path& module)
{
    return dlopen(module.c_str(), RTLD_LAZY | RTLD_NOLOAD) != nullptr;
}

/// Opens the module of this process. A second release of libtorch in one process crashes, so the choice
/// depends on the machine alone: with a GPU driver the first module, which was built for it, else the
/// default; the next one only when that cannot be loaded.
Opened openBestModule()
{
    auto modules = findEngines();
    if (modules.empty())
        throw Error(
            ErrorCode::Unsupported,
            "Converting and scaling need the arithmetic engine, and none is installed (on Debian it is the "
            "package layerloom-engine)");
    if (!hasGpuDriver())
        std::reverse(modules.begin(), modules.end());
    std::stable_partition(modules.begin(), modules.end(), isLoaded);
    std::string reasons;
    for (const auto& module : modules) {
        Opened opened = openModule(module);
        if (opened.engine != nullptr)
            return opened;
        reasons += (reasons.empty() ? "" : "; ") + opened.name + ": " + opened.reason;
    }
    throw Error(ErrorCode::Unsupported, "The arithmetic engine cannot be loaded: " + reasons);
}

/// The device meant by "auto", "cpu" or "cuda:0"; throws with the list of those there are.
std::string chosenDevice(const std::string& wanted, const Opened& opened)
{
    std::string names;
    const std::vector<Device> devices = opened.engine->devices();
    if (wanted == "auto")
        return autoDevice(devices).id;
    for (const Device& device : devices) {
        if (device.id == wanted)
            return device.id;
        names += (names.empty() ? "" : ", ") + device.id;
    }
    throw Error(ErrorCode::Unsupported,
                "There is no device \"" + wanted + "\": the engine \"" + opened.name + "\" ("
                    + opened.engine->version() + ") finds " + names);
}

/// The CPU's entry when there is no engine.
Device bareCpu(const std::string& reason)
{
    Device cpu {"cpu", "CPU", "none: " + reason};
    const Result<std::string> facts = guarded([] { return readTextFile("/proc/meminfo"); });
    std::istringstream memory(facts ? *facts : std::string());
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

void letEnginesSleep()
{
    // No other thread runs yet. NOLINTNEXTLINE(concurrency-mt-unsafe)
    ::setenv("OMP_WAIT_POLICY", "passive", 0);
}

std::vector<std::filesystem::path> findEngines()
{
    std::vector<std::filesystem::path> found;
    const auto add = [&](const std::filesystem::path& folder) {
        for (auto& module : modulesIn(folder))
            found.push_back(std::move(module));
    };
    // Nothing here changes the environment. NOLINTNEXTLINE(concurrency-mt-unsafe)
    if (const char* folders = std::getenv("LAYERLOOM_ENGINES"); folders != nullptr) {
        std::istringstream list(folders);
        for (std::string folder; std::getline(list, folder, ':');)
            if (!folder.empty())
                add(folder);
    }
    if (const auto modules = moduleFolder(); !modules.empty())
        add(modules / "engines");
    return found;
}

Result<LoadedEngine> loadEngine(const std::string& device)
{
    return guarded([&] {
        Opened opened = openBestModule();
        // Listing devices would initialize the GPUs.
        const std::string id = device == "cpu" ? device : chosenDevice(device, opened);
        opened.engine->use(id);
        return LoadedEngine {std::move(opened.engine), std::move(opened.name), id};
    });
}

const Device& autoDevice(const std::vector<Device>& devices)
{
    const auto gpu = std::ranges::find_if(devices, [](const Device& device) { return device.id != "cpu"; });
    return gpu == devices.end() ? devices.front() : *gpu;
}

std::vector<Device> listDevices()
{
    const auto devices = guarded([] { return openBestModule().engine->devices(); });
    return devices ? *devices : std::vector<Device> {bareCpu(devices.error().message())};
}

} // namespace layerloom::core
