#include "core/engine/torch/entry.h"

#include "core/engine/torch/device_list.h"
#include "core/engine/torch/torch_engine.h"

#include <ATen/Parallel.h>

#include <cstdlib>
#include <mutex>
#include <thread>

namespace {

void prepareOnce()
{
    static std::once_flag once;
    std::call_once(once, [] {
        // libtorch's default differs between its builds. OMP_NUM_THREADS takes precedence.
        if (std::getenv("OMP_NUM_THREADS") == nullptr)
            at::set_num_threads(static_cast<int>(std::thread::hardware_concurrency()));
        layerloom::core::openDeviceLibraries();
    });
}

} // namespace

extern "C" layerloom::core::Engine* layerloomCreateEngine(int abi)
{
    if (abi != layerloom::core::kEngineAbi)
        return nullptr;
    prepareOnce();
    return new layerloom::core::TorchEngine;
}
