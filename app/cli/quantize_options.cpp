#include "app/cli/quantize_options.h"

#include "app/cli/failure.h"

namespace layerloom::app {

namespace {

bool isOn(const std::string& text)
{
    if (text != "on" && text != "off")
        failUnusable("--double-quant \"" + text + "\" is neither on nor off");
    return text == "on";
}

std::optional<core::Quantization> quantizationOf(const std::string& format)
{
    if (format == "off")
        return std::nullopt;
    const std::optional<core::QuantizationType> type = core::quantizationNamed(format);
    if (!type)
        failUnusable("--quantize \"" + format + "\" is none of nf4, fp4, int8 and off");
    return core::Quantization {*type, *type == core::QuantizationType::NF4, {}};
}

} // namespace

void addQuantizeOptions(CLI::App& verb, QuantizeOptions& options)
{
    verb.add_option("--quantize", options.format,
                    "Format of linear modules, as bitsandbytes stores them: nf4, fp4, int8 or off")
        ->type_name("FORMAT");
    verb.add_option("--double-quant", options.doubleQuant,
                    "Quantize the scales of nf4 or fp4 too: on or off (default: on for nf4)")
        ->type_name("on|off");
    verb.add_option("--skip-modules", options.skippedModules,
                    "Linear modules that stay as they are besides the head: o_proj, model.layers.0")
        ->type_name("NAME");
}

core::OutputSettings withQuantization(core::OutputSettings settings, const QuantizeOptions& options)
{
    if (options.format)
        settings.quantize = quantizationOf(*options.format);
    std::optional<core::Quantization>& chosen = settings.quantize;
    if (!chosen && (options.doubleQuant || !options.skippedModules.empty()))
        failUnusable(std::string(options.doubleQuant ? "--double-quant" : "--skip-modules")
                     + " needs --quantize");
    if (!chosen)
        return settings;
    if (options.doubleQuant)
        chosen->doubleQuant = isOn(*options.doubleQuant);
    if (options.doubleQuant && chosen->doubleQuant && !core::canDoubleQuantize(chosen->type))
        failUnusable("int8 has no scales that --double-quant could quantize");
    if (!options.skippedModules.empty())
        chosen->skippedModules = options.skippedModules;
    return settings;
}

} // namespace layerloom::app
