#include "app/cli/failure.h"
#include "app/cli/verbs.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>

using namespace layerloom;

namespace {

constexpr const char* kDescription =
    "Stack the layers of language models: look at checkpoints, weave a new stack from "
    "their layers, and write it";
constexpr const char* kFooter =
    "FILE is a .loom document, a mergekit YAML (a model card or a folder with mergekit_config.yml too), or a "
    "layer\n"
    "expression such as \"A[0:24] A[8:32]\", whose models are named with --model.\n\n"
    "Exit codes: 0 fine, 1 problems, 2 unusable input or arguments, 3 the disk or the check of the result "
    "failed,\n"
    "130 cancelled.";

void addVerbs(CLI::App& program)
{
    program.require_subcommand(1);
    program.set_version_flag("--version", "layerloom-cli " LAYERLOOM_VERSION);
    program.footer(kFooter);
    app::addInspect(program);
    app::addCheck(program);
    app::addMerge(program);
    app::addRecipe(program);
    app::addExportYaml(program);
    app::addSample(program);
    app::addDevices(program);
}

void complain(const std::string& sentence)
{
    std::fprintf(stderr, "%s\n", sentence.c_str());
}

int run(int argc, char** argv)
{
    CLI::App program(kDescription, "layerloom-cli");
    try {
        addVerbs(program);
        program.parse(argc, argv);
        return app::Fine;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0)
            return program.exit(error);
        complain(error.what());
        return app::Unusable;
    } catch (const app::Failure& failure) {
        for (const std::string& sentence : failure.sentences)
            complain(sentence);
        return failure.code;
    } catch (...) {
        const core::Error error = core::currentError();
        complain(error.message());
        switch (error.code()) {
        case core::ErrorCode::Cancelled:
            return app::Cancelled;
        case core::ErrorCode::Corrupt:
        case core::ErrorCode::Unsupported:
        case core::ErrorCode::Mismatch:
            return app::Unusable;
        case core::ErrorCode::Io:
        case core::ErrorCode::OutOfMemory:
        case core::ErrorCode::Internal:
            break;
        }
        return app::Failed;
    }
}

} // namespace

int main(int argc, char** argv)
{
    const int code = run(argc, argv);
    if (std::fflush(stdout) != 0) {
        complain("The output could not be written");
        return app::Failed;
    }
    return code;
}
