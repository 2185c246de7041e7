#include "widgets/canvas/range_edit.h"

#include "widgets/controls/text.h"

#include <QEvent>
#include <QKeyEvent>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kMinFieldWidth = 96;

bool isFieldKey(int key)
{
    return key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape;
}

} // namespace

RangeEdit::RangeEdit(QWidget& canvas)
    : m_canvas(canvas)
{}

void RangeEdit::open(const core::Slice& slice, const QRect& bar)
{
    close();
    m_field = new QLineEdit(&m_canvas);
    m_field->setObjectName(QStringLiteral("rangeEdit"));
    m_field->setAccessibleName(tr("Range of the slice"));
    m_field->setFont(textFont(TextSize::Caption));
    m_field->setText(QStringLiteral("%1-%2").arg(slice.firstLayer.value).arg(slice.lastLayer().value));
    const int width = std::max(bar.width(), kMinFieldWidth);
    const int height = m_field->sizeHint().height();
    m_field->setGeometry(QRect(bar.center().x() - width / 2, bar.center().y() - height / 2, width, height));
    m_field->show();
    m_field->selectAll();
    m_field->setFocus();
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::returnPressed, this, [this, slice] {
        if (!m_field)
            return;
        const QString text = m_field->text();
        close();
        Q_EMIT accepted(slice, text);
    });
    connect(m_field, &QLineEdit::editingFinished, this, [this] { close(); });
}

void RangeEdit::close()
{
    if (!m_field)
        return;
    // The field may be handling an event right now, so it is deleted later.
    QLineEdit* closing = m_field;
    m_field.clear();
    closing->setObjectName(QString());
    closing->hide();
    closing->deleteLater();
    m_canvas.setFocus();
}

bool RangeEdit::eventFilter(QObject* object, QEvent* event)
{
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (object != m_field || !isKey)
        return QObject::eventFilter(object, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (event->type() == QEvent::ShortcutOverride && isFieldKey(key)) {
        event->accept(); // not the canvas's commands with these keys
        return true;
    }
    if (event->type() != QEvent::KeyPress || key != Qt::Key_Escape)
        return QObject::eventFilter(object, event);
    close();
    return true;
}

} // namespace layerloom::widgets
