#include "app/window/inspector/slice_page.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "core/stack/commands.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>

namespace layerloom::app {

namespace {

/// A slice: controls for its source and range, its facts, and the seams at its ends.
class SlicePage : public InspectorPage {
    Q_DECLARE_TR_FUNCTIONS(SlicePage)

public:
    SlicePage(Document& document, QWidget* parent)
        : InspectorPage(document, parent)
        , m_source(new widgets::ElidedCombo(this))
        , m_first(new QSpinBox(this))
        , m_last(new QSpinBox(this))
        , m_facts(new FactsGrid(this))
    {
        m_source->setObjectName(QStringLiteral("sliceSource"));
        m_source->setAccessibleName(tr("Source"));
        m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        prepare(*m_first, QStringLiteral("rangeFirst"), tr("First layer"));
        prepare(*m_last, QStringLiteral("rangeLast"), tr("Last layer"));
        layOut();
        connect(m_source, &QComboBox::activated, this, &SlicePage::chooseSource);
        connect(m_first, &QSpinBox::valueChanged, this, &SlicePage::changeRange);
        connect(m_last, &QSpinBox::valueChanged, this, &SlicePage::changeRange);
    }

    InspectorTitle show(const widgets::Selection& selection) override
    {
        const std::size_t index = widgets::selectedSlice(preview(), selection).value_or(0);
        m_slice = preview().slices[index];
        fillSources();
        const QSignalBlocker first(m_first);
        const QSignalBlocker last(m_last);
        const int layers = static_cast<int>(stack().setup.sources[m_slice.source.value].layers);
        m_first->setRange(0, static_cast<int>(m_slice.lastLayer().value));
        m_last->setRange(static_cast<int>(m_slice.firstLayer.value), std::max(layers - 1, 0));
        m_first->setValue(static_cast<int>(m_slice.firstLayer.value));
        m_last->setValue(static_cast<int>(m_slice.lastLayer().value));
        m_facts->show(facts());
        const QString where =
            widgets::rangeText(static_cast<quint32>(m_slice.begin), static_cast<quint32>(m_slice.end - 1));
        return {m_slice.source, tr("Slice %1 of %2").arg(index + 1).arg(preview().slices.size()),
                tr("%1 at output %2").arg(counted(m_slice.count(), "layer"), where)};
    }

private:
    void prepare(QSpinBox& field, const QString& name, const QString& what)
    {
        field.setObjectName(name);
        field.setAccessibleName(what);
        field.setKeyboardTracking(false);
        field.setFixedWidth(std::max(60, field.fontMetrics().horizontalAdvance(QStringLiteral("000")) + 34));
    }

    void layOut()
    {
        auto* grid = new QGridLayout(this);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(8);
        grid->setVerticalSpacing(8);
        grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(QStringLiteral("Seam before")));
        const auto label = [this](const QString& text, QWidget* buddy) {
            auto* made = new widgets::PlainLabel(text, this);
            made->setForegroundRole(QPalette::PlaceholderText);
            made->setBuddy(buddy);
            return made;
        };
        grid->addWidget(label(tr("Source"), m_source), 0, 0);
        grid->addWidget(m_source, 0, 1, 1, 4);
        grid->addWidget(label(tr("Layers"), m_first), 1, 0);
        grid->addWidget(m_first, 1, 1);
        grid->addWidget(label(tr("to"), m_last), 1, 2);
        grid->addWidget(m_last, 1, 3);
        grid->setColumnStretch(4, 1);
        grid->addWidget(m_facts, 2, 0, 1, 5);
    }

    void fillSources()
    {
        const std::uint32_t depth = stack().setup.sources[m_slice.source.value].layers;
        m_source->clear();
        for (core::SourceIndex i = 0; i.value < stack().setup.sources.size(); ++i)
            if (stack().setup.sources[i.value].layers == depth)
                m_source->addItem(sourceText(i, stack().setup.sources[i.value].label), i.value);
        m_source->setCurrentIndex(m_source->findData(m_slice.source.value));
        m_source->setEnabled(m_source->count() > 1);
        m_source->setToolTip(m_source->count() > 1
                                 ? tr("The same layers from another model of the same depth")
                                 : tr("No other model has %1").arg(counted(depth, "layer")));
    }

    QList<FactsGrid::Fact> facts() const
    {
        std::uint64_t count = 0;
        std::uint64_t size = 0;
        for (std::size_t i = m_slice.begin; i < m_slice.end; ++i)
            if (const core::Layer* layer = core::layerOf(stack(), stack().blocks[i])) {
                count += layer->parameters;
                size += layer->bytes;
            }
        QList<FactsGrid::Fact> facts {{tr("Code"),
                                       QStringLiteral("range(%1, %2)")
                                           .arg(m_slice.firstLayer.value)
                                           .arg((m_slice.lastLayer() + 1).value),
                                       {},
                                       true},
                                      parameters(count),
                                      bytes(size)};
        for (const core::Scale& scale : stack().blocks[m_slice.begin].scales)
            facts.append({scale.tensor.empty() ? tr("All tensors") : QString::fromStdString(scale.tensor),
                          tr("× %1").arg(scale.factor)});
        for (const core::Seam& seam : preview().seams) {
            const QString text =
                tr("%1, distance %2").arg(widgets::seamText(seam.from, seam.to)).arg(seam.distance);
            if (seam.at == m_slice.begin)
                facts.append({tr("Seam before"), text});
            if (seam.at == m_slice.end)
                facts.append({tr("Seam after"), text});
        }
        return facts;
    }

    void changeRange()
    {
        const auto first = core::LayerIndex::from(m_first->value());
        const auto last = core::LayerIndex::from(m_last->value());
        const auto begin = static_cast<int>(m_slice.begin);
        const core::Edits edits = core::setRange(stack(), m_slice, first, last);
        document().edit(edits, tr("Set slice to %1").arg(widgets::rangeText(first, last)));
        Q_EMIT selectionWished(widgets::selectionOf(begin, begin + static_cast<int>(last - first) + 1));
    }

    void chooseSource(int item)
    {
        const auto source = core::SourceIndex::from(m_source->itemData(item).toUInt());
        const auto begin = static_cast<int>(m_slice.begin);
        const auto end = static_cast<int>(m_slice.end);
        const QString name = m_source->itemText(item);
        document().edit(core::replaceSource(stack(), m_slice, source), tr("Take slice from %1").arg(name));
        Q_EMIT selectionWished(widgets::selectionOf(begin, end));
    }

    QComboBox* m_source;
    QSpinBox* m_first;
    QSpinBox* m_last;
    FactsGrid* m_facts;
    core::Slice m_slice;
};

} // namespace

InspectorPage* newSlicePage(Document& document, QWidget* parent)
{
    return new SlicePage(document, parent);
}

} // namespace layerloom::app
