#include "core/engine/torch/device_list.h"

#include "core/base/result.h"
#include "core/io/text_file.h"

#include <ATen/Parallel.h>
#include <c10/core/Device.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <array>
#include <dlfcn.h>
#include <filesystem>
#include <sstream>

namespace layerloom::core {
namespace {

// The handle of libtorch_cuda; null without one. It stays open as long as the process: libtorch cannot be
// unloaded.
void* g_deviceLibrary = nullptr;

/// The value of a "name : value" line of a file in /proc; empty when there is none.
std::string valueInFile(const char* file, const std::string& name)
{
    const Result<std::string> text = guarded([&] { return readTextFile(file); });
    std::istringstream stream(text ? *text : std::string());
    for (std::string line; std::getline(stream, line);) {
        if (line.compare(0, name.size(), name) != 0)
            continue;
        const std::size_t begin = line.find_first_not_of(" \t", line.find(':') + 1);
        return begin == std::string::npos ? std::string() : line.substr(begin);
    }
    return {};
}

std::uint64_t memoryInFile(const std::string& name)
{
    std::uint64_t kibibytes = 0;
    std::istringstream(valueInFile("/proc/meminfo", name)) >> kibibytes;
    return kibibytes * 1024;
}

template <typename Function> Function* symbol(void* library, const char* name)
{
    return library != nullptr ? reinterpret_cast<Function*>(dlsym(library, name)) : nullptr;
}

/// The driver's name of a GPU, or `id`.
std::string driverName(int index, const std::string& id)
{
    void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    const auto getDevice = symbol<int(int*, int)>(driver, "cuDeviceGet");
    const auto getName = symbol<int(char*, int, int)>(driver, "cuDeviceGetName");
    std::array<char, 256> name {};
    int device = 0;
    if (getDevice == nullptr || getName == nullptr || getDevice(&device, index) != 0
        || getName(name.data(), static_cast<int>(name.size()) - 1, device) != 0)
        return id;
    return name.data();
}

} // namespace

void openDeviceLibraries()
{
    Dl_info info {};
    if (dladdr(reinterpret_cast<void*>(&at::get_num_threads), &info) == 0 || info.dli_fname == nullptr)
        return;
    const auto library = std::filesystem::path(info.dli_fname).parent_path() / "libtorch_cuda.so";
    if (std::filesystem::exists(library))
        g_deviceLibrary = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
}

std::vector<std::string> deviceIds()
{
    std::vector<std::string> ids {"cpu"};
    if (g_deviceLibrary == nullptr || !c10::impl::hasDeviceGuardImpl(c10::DeviceType::CUDA))
        return ids;
    const int count = c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).deviceCount();
    for (int i = 0; i < count; ++i)
        ids.push_back("cuda:" + std::to_string(i));
    return ids;
}

Device describeDevice(const std::string& id, const std::string& engine)
{
    if (id == "cpu") {
        const std::string name = valueInFile("/proc/cpuinfo", "model name");
        return {id, name.empty() ? "CPU" : name, engine, memoryInFile("MemAvailable"),
                memoryInFile("MemTotal")};
    }
    const c10::Device device(id);
    const c10::impl::VirtualGuardImpl guard(device.type());
    const c10::Device before = guard.exchangeDevice(device);
    std::size_t free = 0;
    std::size_t total = 0;
    // The runtime that libtorch_cuda is linked with; its two numbers need no header.
    if (const auto memory = symbol<int(std::size_t*, std::size_t*)>(g_deviceLibrary, "cudaMemGetInfo"))
        memory(&free, &total);
    guard.setDevice(before);
    return {id, driverName(device.index(), id), engine, free, total};
}

} // namespace layerloom::core
