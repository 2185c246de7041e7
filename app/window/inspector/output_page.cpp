#include "app/window/inspector/output_page.h"

#include "app/base/text.h"

#include <QCoreApplication>
#include <QVBoxLayout>

#include <set>

namespace layerloom::app {

namespace {

/// The whole output, when nothing is selected.
class OutputPage : public InspectorPage {
    Q_DECLARE_TR_FUNCTIONS(OutputPage)
    using Fact = FactsGrid::Fact;

public:
    OutputPage(Document& document, QWidget* parent)
        : InspectorPage(document, parent)
        , m_facts(new FactsGrid(this))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_facts);
    }

    InspectorTitle show(const widgets::Selection&) override
    {
        const core::Totals& totals = preview().totals;
        if (totals.layers == 0) {
            m_facts->show({});
            return {{}, tr("Output"), tr("No layers yet")};
        }
        const QString kind = architecture();
        // The summary above the canvas has the sizes.
        QList<Fact> facts = origins();
        facts.append({tr("Slices"), QString::number(preview().slices.size())});
        if (totals.cacheBytesPerToken > 0)
            facts.append({tr("KV cache"), tr("%1 a token").arg(bytesText(totals.cacheBytesPerToken)),
                          tr("Keys and values of all layers, two bytes an element")});
        if (!kind.isEmpty())
            facts.append({tr("Written as"), kind});
        m_facts->show(facts);
        return {{}, tr("Output"), counted(totals.layers, "layer")};
    }

private:
    // How many layers each model gives, which of them run again and which are left out.
    QList<Fact> origins() const
    {
        QList<Fact> facts;
        const auto& sources = stack().setup.sources;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            const auto source = core::SourceIndex::from(i);
            std::set<core::LayerIndex> used;
            std::size_t blocks = 0;
            for (const core::Block& block : stack().blocks)
                if (block.source == source) {
                    used.insert(block.layer);
                    ++blocks;
                }
            if (blocks == 0)
                continue;
            QStringList parts {counted(blocks, "layer")};
            if (blocks > used.size())
                parts.append(tr("%1 again").arg(blocks - used.size()));
            if (used.size() < sources[i].layers)
                parts.append(tr("%1 left out").arg(sources[i].layers - used.size()));
            facts.append({tr("From %1").arg(QString::fromStdString(core::sourceLetter(source))),
                          parts.join(QStringLiteral(", ")), QString::fromStdString(sources[i].label)});
        }
        return facts;
    }

    QString architecture() const
    {
        const core::Model* model = core::modelOf(stack(), core::partSource(stack(), core::Part::Config));
        return model ? QString::fromStdString(model->facts.architecture) : QString();
    }

    FactsGrid* m_facts;
};

} // namespace

InspectorPage* newOutputPage(Document& document, QWidget* parent)
{
    return new OutputPage(document, parent);
}

} // namespace layerloom::app
