#include "app/cli/measuring.h"

#include "app/cli/failure.h"
#include "app/cli/model_names.h"
#include "core/base/text.h"
#include "core/base/whole_file.h"
#include "core/engine/load_engine.h"
#include "core/text/measuring_text.h"

namespace layerloom::app {

namespace {

std::string textOf(const TextOptions& options)
{
    if (options.file.empty())
        return std::string(core::measuringText());
    std::string text = usable(core::guarded([&] { return core::readTextFile(options.file); }));
    if (!core::isUtf8(text))
        failUnusable(options.file + " is not UTF-8 text");
    return text;
}

std::shared_ptr<const core::Model> modelOfPart(const core::Stack& stack, core::Part part)
{
    if (stack.blocks.empty())
        failUnusable("A stack without layers cannot be run");
    return stack.setup.sources.at(core::partSource(stack, part)).model;
}

} // namespace

void addTextOptions(CLI::App& verb, TextOptions& options, bool hasWindow)
{
    verb.add_option("--text", options.file, "Text file to run (default: one that comes with the program)")
        ->type_name("FILE");
    verb.add_option("--tokens", options.tokens, "How many of its tokens")->type_name("N");
    if (hasWindow)
        verb.add_option("--window", options.window, "Tokens run from one empty context (default 256)")
            ->type_name("N");
}

void addDeviceOption(CLI::App& verb, std::string& device)
{
    verb.add_option("--device", device, "auto (default), cpu or cuda:0")->type_name("DEVICE");
}

core::Tokenizer tokenizerOf(const core::Model& model)
{
    const core::Result<core::Tokenizer> tokenizer = core::openTokenizer(model.checkpoint->folder());
    if (!tokenizer)
        failUnusable(sentenceAbout(model.checkpoint->folder().string(), tokenizer.error().message()));
    return *tokenizer;
}

core::MeasuredText readText(const core::Model& model, const TextOptions& options, std::uint64_t usual)
{
    const core::Tokenizer tokenizer = tokenizerOf(model);
    const auto ids = usable(core::encode(tokenizer, textOf(options), true));
    const std::uint64_t wanted = options.tokens.value_or(std::min<std::uint64_t>(usual, ids.size()));
    const std::string name = options.file.empty() ? "The text that comes with the program" : options.file;
    if (wanted > ids.size())
        failUnusable(name + " is too short: it has " + core::counted(ids.size(), "token") + ", not "
                     + std::to_string(wanted));
    if (wanted < 2)
        failUnusable(ids.size() < 2 ? name + " is too short: it has " + core::counted(ids.size(), "token")
                             + ", and at least 2 are needed"
                                    : std::string("--tokens must be at least 2"));
    return {{ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(wanted)}, options.window};
}

core::MeasuringPlace placeOn(const std::string& device)
{
    const core::LoadedEngine loaded = usable(core::loadEngine(device));
    return core::measuringPlace(loaded.engine, loaded.device);
}

std::shared_ptr<const core::Model> tokenizerModel(const core::Stack& stack)
{
    return modelOfPart(stack, core::Part::Tokenizer);
}

std::shared_ptr<const core::Model> baseModel(const core::Stack& stack)
{
    return modelOfPart(stack, core::Part::Config);
}

} // namespace layerloom::app
