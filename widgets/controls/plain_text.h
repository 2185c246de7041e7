#pragma once

#include <QLabel>

namespace layerloom::widgets {

/// A label that shows its text as it is. QLabel takes a text that looks like HTML for HTML, and reads the files and pictures
/// that it names: a name in a document could make the program read any file. All labels of the program are of this class.
class PlainLabel : public QLabel {
public:
    explicit PlainLabel(QWidget* parent = nullptr);
    explicit PlainLabel(const QString& text, QWidget* parent = nullptr);
};

/// Makes the labels that Qt itself makes plain too, before they get their text: tooltips, and those of its dialogs. Once for
/// the application.
void showTextsPlain();

} // namespace layerloom::widgets
