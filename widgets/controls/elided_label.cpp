#include "widgets/controls/elided_label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTextLayout>
#include <QToolTip>

#include <algorithm>

namespace layerloom::widgets {

namespace {

constexpr int kLeastCharacters = 4;

} // namespace

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget* parent)
    : PlainLabel(parent)
    , m_mode(mode)
{}

void ElidedLabel::setMostLines(int lines)
{
    m_mostLines = lines;
    QSizePolicy policy = sizePolicy();
    policy.setHeightForWidth(lines > 1);
    setSizePolicy(policy);
    updateGeometry();
}

QStringList ElidedLabel::linesIn(int width) const
{
    if (m_mostLines == 1)
        return {fontMetrics().elidedText(text(), m_mode, width)};
    QTextLayout layout(text(), font());
    layout.beginLayout();
    QStringList lines;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        const bool isLast = lines.size() + 1 == m_mostLines;
        const QString rest = text().mid(line.textStart());
        lines.append(isLast ? fontMetrics().elidedText(rest, Qt::ElideRight, width)
                            : rest.left(line.textLength()).trimmed());
        if (isLast)
            break;
    }
    layout.endLayout();
    return lines;
}

QStringList ElidedLabel::shownLines() const
{
    return linesIn(contentsRect().width());
}

QSize ElidedLabel::sizeHint() const
{
    const QMargins margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(text()) + margins.left() + margins.right() + 1,
            fontMetrics().height() + margins.top() + margins.bottom()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const int least = fontMetrics().averageCharWidth() * kLeastCharacters;
    return {std::min(least, sizeHint().width()), sizeHint().height()};
}

int ElidedLabel::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    const auto lines = linesIn(width - margins.left() - margins.right()).size();
    return static_cast<int>(std::max<qsizetype>(1, lines)) * fontMetrics().lineSpacing() + margins.top()
        + margins.bottom();
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QStringList lines = shownLines();
    const int height = static_cast<int>(lines.size()) * fontMetrics().lineSpacing();
    const QRect block =
        QStyle::alignedRect(layoutDirection(), alignment(), {contentsRect().width(), height}, contentsRect());
    painter.setPen(palette().color(foregroundRole()));
    for (int i = 0; i < lines.size(); ++i) {
        const QRect line(block.left(), block.top() + i * fontMetrics().lineSpacing(), block.width(),
                         fontMetrics().lineSpacing());
        painter.drawText(line, static_cast<int>(alignment() & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter,
                         lines[i]);
    }
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty()
        || shownLines().join(u' ') == text().simplified())
        return PlainLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
    return true;
}

} // namespace layerloom::widgets
