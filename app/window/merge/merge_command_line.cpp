#include "app/window/merge/merge_command_line.h"

#include "core/base/text.h"
#include "core/notation/format_expression.h"
#include "core/stack/dequantized_sources.h"

namespace layerloom::app {

namespace {

QString quoted(const QString& text)
{
    QString inner = text;
    return QLatin1Char('\'') + inner.replace(QLatin1Char('\''), QStringLiteral("'\\''")) + QLatin1Char('\'');
}

QString quoted(const std::filesystem::path& path)
{
    return quoted(QString::fromStdString(path.string()));
}

// A saved document is passed by its path, anything else as an expression with its models and parts.
QStringList inputWords(const Document& document, const core::Stack& stack)
{
    if (!document.path().isEmpty() && !document.isModified() && stack == document.stack())
        return {quoted(document.path())};
    QStringList words {quoted(QString::fromStdString(core::formatExpression(stack.blocks)))};
    for (const core::Source& source : stack.setup.sources)
        words.append({QStringLiteral("--model"), quoted(std::filesystem::path(source.path))});
    const auto addPart = [&](const char* option, core::Part part) {
        if (const auto chosen = stack.setup.parts[static_cast<std::size_t>(part)])
            words.append({QString::fromLatin1(option), QString::fromStdString(core::sourceLetter(*chosen))});
    };
    if (core::hasQuantizedSource(stack.setup) && core::dequantizesAll(stack.setup))
        words.append(QStringLiteral("--dequantize"));
    if (stack.setup.base)
        words.append(
            {QStringLiteral("--base"), QString::fromStdString(core::sourceLetter(*stack.setup.base))});
    addPart("--embeddings-from", core::Part::Embeddings);
    addPart("--head-from", core::Part::Head);
    for (const core::PerLayerChoice& choice : stack.setup.perLayer)
        words.append({choice.gathers ? QStringLiteral("--gather") : QStringLiteral("--keep"),
                      quoted(QString::fromStdString(choice.name))});
    return words;
}

/// `saved`: the settings of the document, which the command line may read.
QStringList quantizeWords(const core::OutputSettings& settings, const core::OutputSettings& saved)
{
    if (!settings.quantize)
        return saved.quantize ? QStringList {QStringLiteral("--quantize"), QStringLiteral("off")}
                              : QStringList();
    const std::string_view format = core::quantizationName(settings.quantize->type);
    QStringList words {QStringLiteral("--quantize"),
                       QString::fromLatin1(format.data(), static_cast<qsizetype>(format.size()))};
    if (core::canDoubleQuantize(settings.quantize->type))
        words.append({QStringLiteral("--double-quant"),
                      settings.quantize->doubleQuant ? QStringLiteral("on") : QStringLiteral("off")});
    for (const std::string& name : settings.quantize->skippedModules)
        words.append({QStringLiteral("--skip-modules"), quoted(QString::fromStdString(name))});
    return words;
}

} // namespace

QString mergeCommandLine(const Document& document, const core::Stack& stack, const MergeChoices& choices)
{
    const core::OutputSettings& settings = choices.settings;
    QStringList words {QStringLiteral("layerloom-cli"), QStringLiteral("merge")};
    words.append(inputWords(document, stack));
    words.append({QStringLiteral("--output"), quoted(choices.destination)});
    if (settings.dtype) {
        const std::string_view name = core::headerName(*settings.dtype);
        words.append({QStringLiteral("--dtype"),
                      QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).toLower()});
    }
    if (settings.dtype && settings.convertsAll)
        words.append(QStringLiteral("--dtype-all"));
    words.append(quantizeWords(settings, document.settings()));
    const core::OutputSettings usual;
    if (settings.shardBytes == 0)
        words.append({QStringLiteral("--shard-size"), quoted(QStringLiteral("one file"))});
    else if (settings.shardBytes != usual.shardBytes)
        words.append({QStringLiteral("--shard-size"), QString::number(settings.shardBytes)});
    if (settings.alwaysSharded)
        words.append(QStringLiteral("--always-sharded"));
    if (settings.device != usual.device)
        words.append({QStringLiteral("--device"), QString::fromStdString(settings.device)});
    if (settings.verify != usual.verify)
        words.append(
            {QStringLiteral("--verify"),
             settings.verify == core::VerifyMode::Off ? QStringLiteral("off") : QStringLiteral("quick")});
    if (!choices.python.isEmpty())
        words.append({QStringLiteral("--loadcheck"), QStringLiteral("--python"), quoted(choices.python)});
    return words.join(QLatin1Char(' '));
}

} // namespace layerloom::app
