#pragma once

#include <QString>

class QDialog;
class QPushButton;
class QVBoxLayout;

namespace layerloom::app {

/// Ends the column of a small dialog with Cancel and the button that accepts it, which is returned. Enter presses it.
QPushButton* addDialogButtons(QDialog& dialog, QVBoxLayout& column, const QString& accept);

} // namespace layerloom::app
