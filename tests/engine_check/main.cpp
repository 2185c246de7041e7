// Checks the arithmetic engine on a device and prints one line per check: engine_check [auto|cpu|cuda:0].
// Needs neither Qt nor a model, so it runs wherever an engine was built.

#include "core/engine/load_engine.h"
#include "tests/engine_check/engine_checks.h"

#include <iostream>

using namespace layerloom;

int main(int argc, char** argv)
{
    const auto loaded = core::loadEngine(argc > 1 ? argv[1] : "auto");
    if (!loaded) {
        std::cerr << loaded.error().message() << '\n';
        return 1;
    }
    std::cout << loaded->name << ": " << loaded->engine->version() << " on " << loaded->device << '\n';
    for (const core::Device& device : loaded->engine->devices())
        std::cout << "device " << device.id << ": " << device.name << ", " << device.memoryFree << " of "
                  << device.memoryTotal << " bytes free\n";
    bool allPassed = true;
    for (const tests::EngineCheck& check : tests::checkEngine(*loaded->engine)) {
        std::cout << (check.failure.empty() ? "passed " : "FAILED ") << check.name
                  << (check.failure.empty() ? "" : ": ") << check.failure << '\n';
        allPassed = allPassed && check.failure.empty();
    }
    return allPassed ? 0 : 1;
}
