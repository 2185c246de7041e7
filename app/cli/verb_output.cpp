#include "app/cli/verb_output.h"

#include <cstdio>

namespace layerloom::app {

void addJsonOption(CLI::App& verb, bool& asJson)
{
    verb.add_flag("--json", asJson, "Print JSON");
}

void addQuietOption(CLI::App& verb, bool& isQuiet, const char* description)
{
    verb.add_flag("--quiet", isQuiet, description);
}

void printJson(const nlohmann::ordered_json& json)
{
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

} // namespace layerloom::app
