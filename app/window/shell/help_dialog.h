#pragma once

#include <QDialog>

namespace layerloom::app {

/// A glossary of the terms in the window, the recipes with their sources, and all shortcuts.
class HelpDialog : public QDialog {
    Q_OBJECT

public:
    explicit HelpDialog(QWidget* parent);
};

} // namespace layerloom::app
