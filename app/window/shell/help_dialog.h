#pragma once

#include <QDialog>

namespace layerloom::app {

/// What the words of the window mean, and the recipes with where they come from.
class HelpDialog : public QDialog {
    Q_OBJECT

public:
    explicit HelpDialog(QWidget* parent);
};

} // namespace layerloom::app
