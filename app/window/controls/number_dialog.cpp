#include "app/window/controls/number_dialog.h"

#include "app/window/controls/dialog_buttons.h"
#include "app/window/controls/number_row.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace layerloom::app {

std::optional<std::uint32_t> NumberDialog::ask(const Question& question, QWidget* parent)
{
    NumberDialog dialog(question, parent);
    return dialog.exec() == QDialog::Accepted ? std::optional(dialog.m_value) : std::nullopt;
}

NumberDialog::NumberDialog(const Question& question, QWidget* parent)
    : QDialog(parent)
    , m_meaning(question.meaning)
    , m_value(question.value)
    , m_line(new widgets::PlainLabel(this))
{
    setObjectName(question.name);
    setWindowTitle(question.title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* holder = new QWidget(this);
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setColumnStretch(2, 1);
    auto* row = new NumberRow(*grid, 0, {QStringLiteral("number"), question.label, question.toolTip}, this);
    row->show(question.minimum, question.maximum, question.value);
    row->field()->selectAll();
    connect(row, &NumberRow::valueChanged, this, &NumberDialog::showMeaning);
    column->addWidget(holder);

    m_line->setObjectName(QStringLiteral("numberLine"));
    m_line->setWordWrap(true);
    m_line->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_line);
    column->addStretch();

    addDialogButtons(*this, *column, question.button);
    showMeaning(static_cast<int>(question.value));
    resize(widgets::scaledToFont(380), sizeHint().height());
}

void NumberDialog::showMeaning(int value)
{
    m_value = static_cast<std::uint32_t>(value);
    m_line->setText(m_meaning(m_value));
}

} // namespace layerloom::app
