#include "app/window/controls/dialog_buttons.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace layerloom::app {

QPushButton* addDialogButtons(QDialog& dialog, QVBoxLayout& column, const QString& accept)
{
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, &dialog);
    auto* button = new QPushButton(accept, buttons);
    // Before the box takes it: that gives it its style once and for all.
    button->setProperty("primary", true);
    button->setDefault(true);
    buttons->addButton(button, QDialogButtonBox::AcceptRole);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    column.addWidget(buttons);
    return button;
}

} // namespace layerloom::app
