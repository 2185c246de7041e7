#include "app/window/controls/facts_grid.h"

#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QGridLayout>
#include <QLabel>

namespace layerloom::app {

FactsGrid::FactsGrid(QWidget* parent, Values values)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_values(values)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void FactsGrid::addRow()
{
    const Row row {new widgets::PlainLabel(this), new widgets::PlainLabel(this), {}};
    const int number = static_cast<int>(m_rows.size());
    row.label->setForegroundRole(QPalette::PlaceholderText);
    row.label->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("Seam before")));
    row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row.value->setWordWrap(true);
    if (m_values == Values::Right)
        row.value->setAlignment(Qt::AlignRight);
    m_grid->addWidget(row.label, number, 0, Qt::AlignTop);
    row.value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    m_grid->addWidget(row.value, number, 1, Qt::AlignTop);
    m_rows.append(row);
}

void FactsGrid::show(const QList<Fact>& facts)
{
    while (m_rows.size() < facts.size())
        addRow();
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const bool used = i < facts.size();
        m_rows[i].label->setVisible(used);
        m_rows[i].value->setVisible(used);
        if (!used)
            continue;
        const Fact& fact = facts[i];
        m_rows[i].label->setText(fact.label);
        m_rows[i].text = fact.value;
        m_rows[i].value->setText(fact.value);
        m_rows[i].value->setToolTip(fact.toolTip);
        m_rows[i].value->setAccessibleName(fact.label);
        m_rows[i].value->setFont(fact.isCode ? widgets::textFont(widgets::TextSize::Code) : font());
    }
    fitWords();
}

void FactsGrid::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitWords();
}

void FactsGrid::fitWords()
{
    m_grid->activate();
    for (Row& row : m_rows) {
        if (row.value->isHidden() || row.value->width() <= 0)
            continue;
        QStringList words = row.text.split(QLatin1Char(' '));
        for (QString& word : words)
            word = row.value->fontMetrics().elidedText(word, Qt::ElideMiddle, row.value->width());
        const QString fitted = words.join(QLatin1Char(' '));
        if (fitted != row.value->text())
            row.value->setText(fitted);
        if (fitted != row.text && row.value->toolTip().isEmpty())
            row.value->setToolTip(row.text);
    }
}

QString FactsGrid::value(const QString& label) const
{
    for (const Row& row : m_rows)
        if (!row.label->isHidden() && row.label->text() == label)
            return row.text;
    return {};
}

} // namespace layerloom::app
