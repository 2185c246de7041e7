#include "app/window/recipe/expression_edit.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kIconSize = 16;
constexpr int kMargin = 8;

} // namespace

ExpressionEdit::ExpressionEdit(QWidget* parent)
    : QLineEdit(parent)
    , m_icon(new widgets::PlainLabel(this))
    , m_status(new widgets::PlainLabel(this))
{
    setObjectName(QStringLiteral("exprEdit"));
    setAccessibleName(tr("Layer expression"));
    setFont(widgets::textFont(widgets::TextSize::Code));
    m_status->setObjectName(QStringLiteral("exprStatus"));
    m_status->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_icon->setAttribute(Qt::WA_TransparentForMouseEvents);
    showNothing();
}

void ExpressionEdit::showMeaning(const QString& meaning)
{
    m_mistakeBegin = m_mistakeEnd = 0;
    showStatus(QStringLiteral("check"), meaning);
}

void ExpressionEdit::showMistake(int position, int length, const QString& message)
{
    m_mistakeBegin = position;
    m_mistakeEnd = position + std::max(length, 1);
    showStatus(QStringLiteral("error"), message);
}

void ExpressionEdit::showNothing()
{
    m_mistakeBegin = m_mistakeEnd = 0;
    showStatus({}, {});
}

void ExpressionEdit::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT escapePressed();
        return;
    }
    if (event->matches(QKeySequence::Paste)) {
        const QString text = QGuiApplication::clipboard()->text();
        if (text.trimmed().contains(QLatin1Char('\n'))) {
            Q_EMIT linesPasted(text);
            return;
        }
    }
    QLineEdit::keyPressEvent(event);
}

void ExpressionEdit::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_mistakeBegin == m_mistakeEnd)
        return;
    const QFontMetrics metrics = fontMetrics();
    const QRect cursor = cursorRect();
    // Where the text begins, scrolled or not: the cursor stands behind the characters before it.
    const int origin = cursor.center().x() - metrics.horizontalAdvance(text().left(cursorPosition()));
    const int left = origin + metrics.horizontalAdvance(text().left(m_mistakeBegin));
    const int right = std::max(left + 6, origin + metrics.horizontalAdvance(text().left(m_mistakeEnd)));
    const int bottom = cursor.bottom() - 1;

    QPainterPath wave(QPointF(left, bottom));
    for (int x = left; x < right; x += 4)
        wave.quadTo(x + 2, bottom + ((x - left) / 4 % 2 == 0 ? 2.5 : -2.5), x + 4, bottom);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(QRect(kMargin, 0, m_icon->x() - 2 * kMargin, height()));
    painter.setPen(QPen(widgets::theme(*window()).error, 1.2));
    painter.drawPath(wave);
}

void ExpressionEdit::resizeEvent(QResizeEvent* event)
{
    QLineEdit::resizeEvent(event);
    placeStatus();
}

void ExpressionEdit::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        placeStatus();
}

void ExpressionEdit::showStatus(const QString& icon, const QString& text)
{
    m_iconName = icon;
    m_text = text;
    placeStatus();
    update();
}

void ExpressionEdit::placeStatus()
{
    const int room = width() * 3 / 5;
    m_status->setText(m_status->fontMetrics().elidedText(m_text, Qt::ElideRight, room));
    m_status->setToolTip(m_text);
    m_status->adjustSize();
    m_icon->setVisible(!m_iconName.isEmpty());
    if (!m_iconName.isEmpty()) {
        const bool good = m_iconName == QLatin1String("check");
        const QIcon image = widgets::icon(m_iconName, good ? &widgets::Theme::good : &widgets::Theme::error);
        m_icon->setPixmap(image.pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
    }
    m_icon->resize(kIconSize, kIconSize);
    const int statusLeft = width() - kMargin - m_status->width();
    m_status->move(statusLeft, (height() - m_status->height()) / 2);
    m_icon->move(statusLeft - kMargin / 2 - kIconSize, (height() - kIconSize) / 2);
    setTextMargins(0, 0, m_text.isEmpty() ? 0 : width() - m_icon->x(), 0);
}

} // namespace layerloom::app
