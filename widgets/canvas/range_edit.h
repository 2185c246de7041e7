#pragma once

#include "core/stack/slices.h"

#include <QLineEdit>
#include <QObject>
#include <QPointer>

namespace layerloom::widgets {

/// The field over a slice bar in which the range of the slice is typed. Return accepts; Esc and loss of focus close it.
class RangeEdit : public QObject {
    Q_OBJECT
public:
    /// `canvas` is the parent of the field and gets the focus back.
    explicit RangeEdit(QWidget& canvas);

    /// Opens the field for `slice`, centred on its bar.
    void open(const core::Slice& slice, const QRect& bar);

Q_SIGNALS:
    void accepted(const layerloom::core::Slice& slice, const QString& text);

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void close();

    QWidget& m_canvas;
    QPointer<QLineEdit> m_field;
};

} // namespace layerloom::widgets
