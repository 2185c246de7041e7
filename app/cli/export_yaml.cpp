#include "app/cli/export_yaml.h"

#include "app/cli/failure.h"
#include "app/cli/stack_input.h"
#include "app/cli/terminal.h"
#include "core/io/replace_file.h"
#include "core/notation/mergekit_export.h"

namespace layerloom::app {

namespace {

struct ExportOptions {
    StackOptions stack;
    std::string output;
};

} // namespace

void addExportYamlVerb(CLI::App& program)
{
    CLI::App* verb = program.add_subcommand(
        "export-yaml", "Print a stack as a mergekit configuration, or write it to a file");
    auto options = std::make_shared<ExportOptions>();
    addStackOptions(*verb, options->stack);
    verb->add_option("--output", options->output, "File to write (default: standard output)")
        ->type_name("FILE");
    verb->callback([options] {
        const StackInput input = readStack(options->stack);
        const std::string yaml = core::exportMergekit(input.stack, input.settings.dtype);
        if (options->output.empty())
            printLines(yaml);
        else
            core::replaceFile(options->output, yaml);
    });
}

} // namespace layerloom::app
