#include "app/cli/sample.h"

#include "app/cli/terminal.h"
#include "core/sample/sample.h"

namespace layerloom::app {

void addSampleVerb(CLI::App& program)
{
    CLI::App* verb =
        program.add_subcommand("sample", "Write three small models and a document that stacks one of them");
    auto folder = std::make_shared<std::string>();
    verb->add_option("DIR", *folder, "Folder to write them into")->required()->type_name("");
    verb->callback([folder] {
        const core::Sample sample = core::writeSample(*folder).value();
        noteFinishedWork();
        for (const auto& path :
             {sample.loomling32, sample.loomling32Tuned, sample.loomling80, sample.document})
            printLine("%s", path.c_str());
    });
}

} // namespace layerloom::app
