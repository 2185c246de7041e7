#include "app/cli/verb_output.h"

#include "app/cli/terminal.h"
#include "core/base/visible_text.h"

#include <string>

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
    const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
    printLines(core::withVisibleStrings(text) + '\n');
}

} // namespace layerloom::app
