#pragma once

#include <QString>

class QDialog;
class QPushButton;
class QVBoxLayout;

namespace layerloom::app {

/// Adds Cancel and the accepting button to the end of a small dialog. Returns the latter; Enter presses it.
QPushButton* addDialogButtons(QDialog& dialog, QVBoxLayout& column, const QString& accept);

} // namespace layerloom::app
