#include "widgets/controls/text.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <QScreen>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr qreal kSmallest = 7;

QFont sized(QFont font, qreal delta, QFont::Weight weight = QFont::Normal)
{
    const qreal size = QApplication::font().pointSizeF();
    font.setPointSizeF(std::max(kSmallest, size + delta));
    font.setWeight(weight);
    return font;
}

qreal widestDigit(const QFontMetricsF& metrics)
{
    qreal widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

bool digitsDiffer(const QFontMetricsF& metrics, qreal widest)
{
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        if (widest - metrics.horizontalAdvance(QChar(digit)) > 0.05)
            return true;
    return false;
}

} // namespace

QFont textFont(TextSize size)
{
    const QFont font = QApplication::font();
    switch (size) {
    case TextSize::EmptyTitle:
        return sized(font, 7);
    case TextSize::Heading:
        return sized(font, 2, QFont::DemiBold);
    case TextSize::Body:
        return sized(font, 0);
    case TextSize::Emphasis:
        return sized(font, 0, QFont::DemiBold);
    case TextSize::Section:
        return sized(font, -0.5, QFont::DemiBold);
    case TextSize::Caption:
        return sized(font, -1);
    case TextSize::CaptionEmphasis:
        return sized(font, -1, QFont::DemiBold);
    case TextSize::Detail:
        return sized(font, -1.5);
    case TextSize::DetailEmphasis:
        return sized(font, -1.5, QFont::DemiBold);
    case TextSize::Code:
        return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), -0.5);
    }
    return font;
}

int scaledToFont(int pixels)
{
    constexpr qreal kPoints = 9;
    constexpr qreal kDotsPerInch = 96;
    const qreal points = QFontInfo(QApplication::font()).pointSizeF();
    const qreal dots = QGuiApplication::primaryScreen()->logicalDotsPerInchY();
    return static_cast<int>(std::lround(pixels * std::max(1.0, points * dots / (kPoints * kDotsPerInch))));
}

QString rangeText(quint32 first, quint32 last)
{
    if (first == last)
        return QString::number(first);
    return QString::number(first) + QChar(0x2013) + QString::number(last);
}

QString rangeText(core::LayerIndex first, core::LayerIndex last)
{
    return rangeText(first.value, last.value);
}

qreal tabularWidth(const QFontMetricsF& metrics, const QString& text)
{
    const qreal widest = widestDigit(metrics);
    if (!digitsDiffer(metrics, widest))
        return metrics.horizontalAdvance(text);
    qreal width = 0;
    for (const QChar character : text)
        width += character.isDigit() ? widest : metrics.horizontalAdvance(character);
    return width;
}

void drawTabular(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    const qreal widest = widestDigit(metrics);
    if (!digitsDiffer(metrics, widest)) {
        painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, text);
        return;
    }
    const qreal width = tabularWidth(metrics, text);
    qreal x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    for (const QChar character : text) {
        const qreal advance = character.isDigit() ? widest : metrics.horizontalAdvance(character);
        const QRectF cell(x, rect.top(), advance, rect.height());
        const int vertical = static_cast<int>(alignment & Qt::AlignVertical_Mask);
        painter.drawText(cell, vertical | Qt::AlignHCenter | Qt::TextDontClip, QString(character));
        x += advance;
    }
}

} // namespace layerloom::widgets
