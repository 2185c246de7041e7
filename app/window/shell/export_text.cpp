#include "app/window/shell/export_text.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "core/notation/mergekit_export.h"

#include <QCoreApplication>
#include <QStringList>

namespace layerloom::app {

namespace {

struct ExportText {
    Q_DECLARE_TR_FUNCTIONS(ExportText)
};

} // namespace

QString yamlOf(const Document& document)
{
    return QString::fromStdString(core::exportMergekit(document.stack(), document.settings().dtype));
}

QString factsOf(const Document& document)
{
    const core::Totals& totals = document.preview()->totals;
    QStringList parts {ExportText::tr("%1, %2 parameters")
                           .arg(counted(totals.layers, "layer"),
                                QString::fromStdString(core::shortCount(totals.parameters)))};
    const auto& sources = document.stack().setup.sources;
    for (std::size_t i = 0; i < sources.size(); ++i)
        parts.append(QStringLiteral("%1 %2").arg(
            QString::fromStdString(core::sourceLetter(core::SourceIndex::from(i))),
            QString::fromStdString(sources[i].label)));
    return parts.join(QStringLiteral(" · "));
}

QString tableOf(const Document& document)
{
    const core::Stack& stack = document.stack();
    const auto preview = document.preview();
    QString table = QStringLiteral("layer\tsource\tlabel\tsource_layer\tparameters\tbytes\tdistance\n");
    for (std::size_t i = 0; i < stack.blocks.size(); ++i) {
        const core::Block& block = stack.blocks[i];
        const core::Layer* layer = core::layerOf(stack, block);
        const QStringList cells {
            QString::number(i),
            QString::fromStdString(core::sourceLetter(block.source)),
            QString::fromStdString(stack.setup.sources[block.source.value].label),
            QString::number(block.layer.value),
            layer ? QString::number(layer->parameters) : QString(),
            layer ? QString::number(layer->bytes) : QString(),
            i == 0 ? QString() : QString::number(preview->distances[i - 1]),
        };
        table += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return table;
}

} // namespace layerloom::app
