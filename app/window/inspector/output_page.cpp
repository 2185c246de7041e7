#include "app/window/inspector/output_page.h"

#include "app/base/text.h"

#include <QCoreApplication>
#include <QVBoxLayout>

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
        QList<FactsGrid::Fact> facts {
            parameters(totals.parameters),
            bytes(totals.bytes),
            dtypes(totals),
            {tr("Slices"), QString::number(preview().slices.size())},
            {tr("Seams"), QString::number(totals.seams)},
            {tr("Distances"), tr("largest %1, sum %2").arg(totals.maxDistance).arg(totals.sumDistance)}};
        if (totals.cacheBytesPerToken > 0)
            facts.append({tr("KV cache"), tr("%1 a token").arg(bytesText(totals.cacheBytesPerToken)),
                          tr("Keys and values of all layers, two bytes an element")});
        if (!kind.isEmpty())
            facts.append({tr("Written as"), kind});
        m_facts->show(facts);
        return {{}, tr("Output"), counted(totals.layers, "layer")};
    }

private:
    Fact dtypes(const core::Totals& totals) const
    {
        QStringList parts;
        for (const auto& [name, count] : totals.bytesByDtype)
            parts.append(totals.bytesByDtype.size() == 1
                             ? QString::fromStdString(name)
                             : QStringLiteral("%1 %2").arg(QString::fromStdString(name), bytesText(count)));
        return {tr("Data type"), parts.join(QStringLiteral(", "))};
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
