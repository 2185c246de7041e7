#include "app/window/shell/export_text.h"

#include "core/notation/mergekit_export.h"

#include <QStringList>

namespace layerloom::app {

QString yamlOf(const Document& document)
{
    return QString::fromStdString(core::exportMergekit(document.stack(), document.settings().dtype));
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
