#pragma once

#include <QDialog>

namespace layerloom::app {

/// A glossary of the terms in the window, and the recipes with their sources. Keys are in KeySheet.
class HelpDialog : public QDialog {
    Q_OBJECT

public:
    explicit HelpDialog(QWidget* parent);
};

} // namespace layerloom::app
