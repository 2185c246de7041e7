#pragma once

#include "app/document/document.h"

#include <QDialog>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace layerloom::app {

/// Several lines of text: a layer expression for the models of the document, or a mergekit recipe.
class RecipeTextDialog : public QDialog {
    Q_OBJECT

public:
    RecipeTextDialog(const Document& document, const QString& text, QWidget* parent);

    QString text() const;
    /// The blocks when the text is a layer expression; empty when it is to be imported as a recipe.
    const core::Blocks& blocks() const { return m_blocks; }

Q_SIGNALS:
    /// The text names models that the document does not have: the person wants to choose one.
    void modelWanted();

private:
    void read();

    const Document& m_document;
    core::Blocks m_blocks;
    QPlainTextEdit* m_edit;
    QLabel* m_line;
    QPushButton* m_addModel;
    QPushButton* m_accept;
};

} // namespace layerloom::app
