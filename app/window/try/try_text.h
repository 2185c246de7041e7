#pragma once

#include "app/window/try/try_run.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace layerloom::app {

/// One of the two texts: its model, its progress, and the text, which can be selected and copied.
class TryText : public QWidget {
    Q_OBJECT

public:
    TryText(const QString& name, const QString& objectName, QWidget* parent = nullptr);

    /// The title: "A  SmolLM2-135M".
    void setOwner(const QString& owner);
    /// A word of warning behind the figures; empty: none.
    void setNote(const QString& note);
    void clear();
    /// `wanted`: the number of tokens requested.
    void show(const TriedText& text, std::uint64_t wanted);

private:
    class Heading;

    void append(const QString& text);
    void showFigures();

    Heading* m_heading;
    QLabel* m_figures;
    QPlainTextEdit* m_text;
    QString m_shown;
    QString m_progress;
    QString m_note;
};

} // namespace layerloom::app
