#include "app/window/inspector/part_page.h"

#include "app/base/text.h"
#include "app/window/lists/problems_model.h"
#include "core/base/text.h"
#include "core/stack/head.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/plain_text.h"

#include <QCoreApplication>
#include <QLabel>
#include <QVBoxLayout>

namespace layerloom::app {

namespace {

/// An end cap: the source that gives the part, and the consequence.
class PartPage : public InspectorPage {
    Q_DECLARE_TR_FUNCTIONS(PartPage)

public:
    PartPage(Document& document, QWidget* parent)
        : InspectorPage(document, parent)
        , m_combo(new widgets::ElidedCombo(this))
        , m_consequence(new widgets::PlainLabel(this))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(8);
        m_combo->setObjectName(QStringLiteral("partSource"));
        m_combo->setAccessibleName(tr("Source"));
        m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        m_consequence->setWordWrap(true);
        m_consequence->setForegroundRole(QPalette::PlaceholderText);
        column->addWidget(m_combo);
        column->addWidget(m_consequence);
        connect(m_combo, &QComboBox::activated, this, &PartPage::choose);
    }

    InspectorTitle show(const widgets::Selection& selection) override
    {
        m_part = selection.part.value_or(m_part);
        const core::SourceIndex source = core::partSource(stack(), m_part);
        m_combo->clear();
        for (core::SourceIndex i = 0; i.value < stack().setup.sources.size(); ++i)
            m_combo->addItem(sourceText(i, stack().setup.sources[i.value].label));
        m_combo->setCurrentIndex(static_cast<int>(source.value));
        m_consequence->setText(consequence(source));
        return {source, partText(m_part), {}};
    }

private:
    void choose(int index)
    {
        core::Setup setup = stack().setup;
        setup.parts[static_cast<std::size_t>(m_part)] = core::SourceIndex::from(index);
        document().edit({core::ReplaceSetup {std::move(setup)}},
                        tr("Take %1 from %2").arg(partText(m_part).toLower(), m_combo->itemText(index)));
    }

    QString consequence(core::SourceIndex source) const
    {
        if (m_part == core::Part::Head && core::isTied(stack()))
            return tr("The head shares the weights of the embeddings: no tensor of its own is written.");
        const core::Model* model = core::modelOf(stack(), source);
        if (!model)
            return tr("This model is missing.");
        if (m_part == core::Part::Embeddings && model->facts.vocabulary)
            return tr("%1 tokens, %2 parameters")
                .arg(QString::fromStdString(
                         core::groupedDigits(static_cast<std::uint64_t>(*model->facts.vocabulary))),
                     QString::fromStdString(core::groupedDigits(model->table.embeddings.parameters)));
        if (m_part == core::Part::Head)
            return tr("%1 parameters")
                .arg(QString::fromStdString(core::groupedDigits(model->table.head.parameters)));
        if (m_part == core::Part::Norm)
            return tr("%1 parameters")
                .arg(QString::fromStdString(core::groupedDigits(model->table.norm.parameters)));
        return {};
    }

    widgets::ElidedCombo* m_combo;
    QLabel* m_consequence;
    core::Part m_part = core::Part::Embeddings;
};

} // namespace

InspectorPage* newPartPage(Document& document, QWidget* parent)
{
    return new PartPage(document, parent);
}

} // namespace layerloom::app
