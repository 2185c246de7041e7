#pragma once

#include <QByteArray>
#include <QDialog>
#include <QString>

class QComboBox;
class QLineEdit;
class QWidget;

namespace layerloom::app {

/// How a picture of the canvas is written.
struct PictureFormat {
    bool svg = false;
    int scale = 1; ///< device pixels for one pixel of the canvas; of a PNG
};

/// A picture of `area` as it is shown, below a title and a line of facts (no empty ones). Throws core::Error when there is
/// no memory for it.
QByteArray pictureOf(QWidget& area, const PictureFormat& format, const QString& title, const QString& facts);

/// Asks for the title and the format of a picture.
class PictureDialog : public QDialog {
    Q_OBJECT

public:
    /// `size`: of the canvas, in pixels.
    PictureDialog(const QString& title, QSize size, QWidget* parent);

    QString title() const;
    PictureFormat format() const;

private:
    QLineEdit* m_title;
    QComboBox* m_format;
};

} // namespace layerloom::app
