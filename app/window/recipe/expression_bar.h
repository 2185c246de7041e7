#pragma once

#include "app/document/document.h"

#include <QWidget>

namespace layerloom::app {

class ExpressionEdit;

/// The output as one line of text, always the normal form; typing another and Enter replaces the output.
class ExpressionBar : public QWidget {
    Q_OBJECT

public:
    explicit ExpressionBar(Document& document, QWidget* parent = nullptr);

    /// Puts the keyboard into the field, everything selected.
    void activate();
    /// Replaces the text as if it had been typed.
    void type(const QString& text);

Q_SIGNALS:
    /// The text was applied or given up; the keyboard may go back to the canvas.
    void done();
    /// Several lines were pasted, most likely a mergekit recipe.
    void linesPasted(const QString& text);

private:
    void showDocument();
    void showTyped();
    void apply();

    Document& m_document;
    ExpressionEdit* m_edit;
};

} // namespace layerloom::app
