#include "app/workspace/library_facts.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "core/stack/commands.h"
#include "core/stack/source_commands.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace layerloom::app {

namespace {

struct LibraryFacts {
    Q_DECLARE_TR_FUNCTIONS(LibraryFacts)
};

QString number(std::int64_t value)
{
    return QLocale::c().toString(static_cast<qlonglong>(value));
}

QString headsText(std::int64_t heads, std::int64_t keyValueHeads)
{
    if (heads == keyValueHeads)
        return number(heads);
    return LibraryFacts::tr("%1, %2 for keys and values").arg(number(heads), number(keyValueHeads));
}

} // namespace

QString librarySummary(const core::Model& model)
{
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    return LibraryFacts::tr("%1 · %2 · %3 %4")
        .arg(counted(model.table.layers.size(), "layer"), text(core::shortCount(model.table.parameters)),
             text(core::shortBytes(model.table.bytes)), text(model.mainDtype));
}

std::vector<std::pair<QString, QString>> libraryFacts(const LibraryEntry& entry)
{
    std::vector<std::pair<QString, QString>> rows;
    if (!entry.model)
        return rows;
    const core::Model& model = *entry.model;
    const core::ModelFacts& facts = model.facts;
    const auto add = [&rows](const QString& name, const QString& value) { rows.emplace_back(name, value); };
    const auto addNumber = [&add](const QString& name, const std::optional<std::int64_t>& value) {
        if (value)
            add(name, number(*value));
    };

    add(LibraryFacts::tr("Folder"), QString::fromStdString(model.checkpoint->folder().string()));
    add(LibraryFacts::tr("Architecture"), QString::fromStdString(facts.architecture));
    if (model.table.side)
        add(LibraryFacts::tr("Layers of"),
            *model.table.side == core::StackSide::Encoder ? LibraryFacts::tr("the encoder")
                                                          : LibraryFacts::tr("the decoder"));
    addNumber(LibraryFacts::tr("Hidden size"), facts.hiddenSize);
    if (facts.heads)
        add(LibraryFacts::tr("Heads"), headsText(*facts.heads, facts.keyValueHeads.value_or(*facts.heads)));
    addNumber(LibraryFacts::tr("MLP size"), facts.intermediateSize);
    addNumber(LibraryFacts::tr("Vocabulary"), facts.vocabulary);
    if (facts.ropeTheta)
        add(LibraryFacts::tr("Rope theta"), QLocale::c().toString(*facts.ropeTheta, 'g', 12));
    add(LibraryFacts::tr("Embeddings"),
        model.table.tied                       ? LibraryFacts::tr("tied to the head")
            : model.table.head.tensors.empty() ? LibraryFacts::tr("no language model head")
                                               : LibraryFacts::tr("separate head"));
    if (facts.quantization)
        add(LibraryFacts::tr("Quantized"), QString::fromStdString(*facts.quantization));
    if (facts.dequantizedFrom)
        add(LibraryFacts::tr("Dequantized from"), QString::fromStdString(*facts.dequantizedFrom));
    add(LibraryFacts::tr("Files"), counted(model.checkpoint->shards().size(), "shard"));
    add(LibraryFacts::tr("Parameters"), QString::fromStdString(core::groupedDigits(model.table.parameters)));
    return rows;
}

QString refusalOf(const core::Stack& stack, const std::shared_ptr<const core::Model>& model)
{
    core::Stack trial = stack;
    auto [edits, source] =
        core::addSource(trial, core::sourceFor(model, model->checkpoint->folder().string()));
    for (core::Edit& edit : edits)
        core::apply(trial, std::move(edit));
    const auto sentence = core::refusal(trial, {core::Block {.source = source, .layer = 0, .scales = {}}});
    return sentence ? QString::fromStdString(*sentence) : QString();
}

} // namespace layerloom::app
