#include "app/window/inspector/layers_page.h"

#include "app/base/text.h"
#include "core/base/shape_text.h"
#include "core/base/text.h"
#include "widgets/controls/row_delegate.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <set>
#include <string>
#include <string_view>

namespace layerloom::app {

namespace {

constexpr std::string_view kWeight = ".weight"; ///< the usual suffix, not shown

/// Layers of one track: their facts, and the tensors of a single layer.
class LayersPage : public InspectorPage {
    Q_DECLARE_TR_FUNCTIONS(LayersPage)

public:
    LayersPage(Document& document, QWidget* parent)
        : InspectorPage(document, parent)
        , m_facts(new FactsGrid(this))
        , m_tensors(new QTreeWidget(this))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(8);
        column->addWidget(m_facts);
        column->addWidget(m_tensors);
        m_tensors->setObjectName(QStringLiteral("tensorTable"));
        m_tensors->setAccessibleName(tr("Tensors"));
        m_tensors->setHeaderLabels({tr("Tensor"), tr("Shape"), tr("Type")});
        m_tensors->setItemDelegate(new widgets::RowDelegate(22, m_tensors));
        m_tensors->setRootIsDecorated(false);
        m_tensors->setFrameShape(QFrame::NoFrame);
        m_tensors->setFont(widgets::textFont(widgets::TextSize::Caption));
        // All rows are shown: the inspector scrolls, not the table in it.
        m_tensors->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_tensors->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_tensors->setTextElideMode(Qt::ElideLeft);
        m_tensors->header()->setStretchLastSection(false);
        m_tensors->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
        m_tensors->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    }

    InspectorTitle show(const widgets::Selection& selection) override
    {
        const core::Blocks blocks = widgets::blocksOf(stack(), selection);
        m_tensors->setVisible(blocks.size() == 1);
        return blocks.size() == 1 ? showOne(selection, blocks.front()) : showMany(selection, blocks);
    }

private:
    InspectorTitle showOne(const widgets::Selection& selection, const core::Block& block)
    {
        const core::Source& source = stack().setup.sources[block.source.value];
        const core::Layer* layer = core::layerOf(stack(), block);
        const int place = selection.ranges.front().begin;
        const bool inOutput = selection.track == widgets::kOutputTrack;
        QList<FactsGrid::Fact> facts {
            {tr("Source"), sourceText(block.source, source.label)},
            {tr("Layer"), tr("%1 of %2").arg(block.layer.value).arg(source.layers),
             tr("Layers are counted from 0: the last one is %1").arg(source.layers - 1)}};
        if (layer) {
            facts.append({tr("Type"),
                          QString::fromStdString(layer->type).replace(QLatin1Char('_'), QLatin1Char(' '))});
            facts.append(parameters(layer->parameters));
            facts.append(bytes(layer->bytes));
            if (const QString type = commonType(block, *layer); !type.isEmpty())
                facts.back().value += QLatin1Char(' ') + type;
        }
        for (const core::Scale& scale : block.scales)
            facts.append({scale.tensor.empty() ? tr("All tensors") : QString::fromStdString(scale.tensor),
                          tr("× %1").arg(scale.factor)});
        facts.append({tr("Used at"), uses(block)});
        if (inOutput && place > 0)
            facts.append({tr("Before it"), transition(static_cast<std::size_t>(place))});
        m_facts->show(facts);
        showTensors(block, layer);
        return {block.source,
                inOutput ? tr("Output layer %1").arg(place) : tr("Layer %1").arg(block.layer.value),
                inOutput ? tr("%1 layer %2")
                               .arg(QString::fromStdString(core::sourceLetter(block.source)))
                               .arg(block.layer.value)
                         : QString::fromStdString(source.label)};
    }

    InspectorTitle showMany(const widgets::Selection& selection, const core::Blocks& blocks)
    {
        std::uint64_t count = 0;
        std::uint64_t size = 0;
        for (const core::Block& block : blocks)
            if (const core::Layer* layer = core::layerOf(stack(), block)) {
                count += layer->parameters;
                size += layer->bytes;
            }
        m_facts->show({{tr("Layers"), widgets::describeBlocks(blocks)}, parameters(count), bytes(size)});
        const widgets::IndexRange hull = selection.hull();
        const QString where =
            widgets::rangeText(static_cast<quint32>(hull.begin), static_cast<quint32>(hull.end - 1));
        return {blocks.front().source, counted(blocks.size(), "layer"),
                selection.track == widgets::kOutputTrack ? tr("at output %1").arg(where)
                                                         : tr("of the source, %1").arg(where)};
    }

    // "output 27, 47"
    QString uses(const core::Block& block) const
    {
        QStringList places;
        for (std::size_t i = 0; i < stack().blocks.size(); ++i)
            if (stack().blocks[i].source == block.source && stack().blocks[i].layer == block.layer)
                places.append(QString::number(i));
        return places.isEmpty() ? tr("not used") : tr("output %1").arg(places.join(QStringLiteral(", ")));
    }

    QString transition(std::size_t at) const
    {
        const core::Block& previous = stack().blocks[at - 1];
        return tr("%1 layer %2, distance %3")
            .arg(QString::fromStdString(core::sourceLetter(previous.source)))
            .arg(previous.layer.value)
            .arg(preview().distances[at - 1]);
    }

    // The data type of all tensors; empty when they differ.
    QString commonType(const core::Block& block, const core::Layer& layer) const
    {
        const core::Model* model = core::modelOf(stack(), block.source);
        std::set<std::string> types;
        for (const core::TensorIndex index : layer.tensors)
            types.insert(model->tensor(index).dtype);
        return types.size() == 1 ? QString::fromStdString(*types.begin()) : QString();
    }

    void showTensors(const core::Block& block, const core::Layer* layer)
    {
        m_tensors->clear();
        const core::Model* model = core::modelOf(stack(), block.source);
        if (!layer || !model)
            return;
        // A column with the same value in every row is hidden to leave room for the names.
        m_tensors->setColumnHidden(2, !commonType(block, *layer).isEmpty());
        for (const core::TensorIndex index : layer->tensors) {
            const core::TensorInfo& tensor = model->tensor(index);
            std::string_view name = core::suffixInLayer(tensor.name, model->table.prefix);
            if (name.ends_with(kWeight))
                name.remove_suffix(kWeight.size());
            const QString shard =
                QString::fromStdString(model->checkpoint->shards()[tensor.shard].path.filename().string());
            auto* item =
                new QTreeWidgetItem(m_tensors,
                                    {QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                                     QString::fromStdString(core::shapeText(tensor.shape)),
                                     QString::fromStdString(tensor.dtype)});
            const QString tip = tr("%1\n%2 bytes in %3")
                                    .arg(QString::fromStdString(tensor.name),
                                         QString::fromStdString(core::groupedDigits(tensor.bytes)), shard);
            for (int column = 0; column < 3; ++column)
                item->setToolTip(column, tip);
        }
        const int rows = m_tensors->topLevelItemCount();
        m_tensors->setFixedHeight(m_tensors->header()->sizeHint().height()
                                  + rows * m_tensors->sizeHintForRow(0));
    }

    FactsGrid* m_facts;
    QTreeWidget* m_tensors;
};

} // namespace

InspectorPage* newLayersPage(Document& document, QWidget* parent)
{
    return new LayersPage(document, parent);
}

} // namespace layerloom::app
