#include "widgets/canvas/paint_valley.h"

#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kValleyHeight = 62;
constexpr double kValleyPadding = 8;
constexpr double kLeastStep = 8; // px per layer
constexpr double kMostStep = 20;

QString lossText(double loss)
{
    const QString digits = QString::number(std::abs(loss), 'f', 3);
    return (loss < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + digits;
}

// The loss where the edge is now.
std::optional<double> lossNow(const LossValley& valley)
{
    return std::abs(valley.delta) <= LossValley::kReach ? valley.loss(valley.delta) : std::nullopt;
}

// Where the points of the curve are.
class ValleyBox {
public:
    ValleyBox(const CanvasScene& scene, const LossValley& valley)
        : m_valley(valley)
        , m_step(std::clamp(scene.layout->view().pitch, kLeastStep, kMostStep))
    {
        const double width = 2 * LossValley::kReach * m_step + 2 * kValleyPadding;
        const double middle = scene.layout->x(valley.at);
        const double last = std::max(scene.layout->left(), scene.layout->right() - width);
        const double left = std::clamp(middle - width / 2, scene.layout->left(), last);
        m_rect = QRectF(left, scene.layout->bars().top - kValleyHeight - 4, width, kValleyHeight);
        for (const std::optional<double>& loss : valley.losses)
            if (loss) {
                m_low = m_any ? std::min(m_low, *loss) : *loss;
                m_high = m_any ? std::max(m_high, *loss) : *loss;
                m_any = true;
            }
    }

    const QRectF& rect() const { return m_rect; }
    QRectF words() const { return m_rect.adjusted(kValleyPadding, 4, -kValleyPadding, -kValleyHeight + 20); }
    QPointF point(int moved) const
    {
        const double top = m_rect.top() + 26;
        const double room = m_rect.bottom() - kValleyPadding - top;
        const double span = m_high - m_low;
        const double share = span > 0 ? (m_valley.loss(moved).value_or(m_low) - m_low) / span : 0.5;
        return {m_rect.left() + kValleyPadding + (moved + LossValley::kReach) * m_step,
                m_rect.bottom() - kValleyPadding - share * room};
    }

private:
    const LossValley& m_valley;
    double m_step;
    QRectF m_rect;
    double m_low = 0;
    double m_high = 0;
    bool m_any = false;
};

void paintCurve(QPainter& painter, const Theme& theme, const LossValley& valley, const ValleyBox& box)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text2, 1.5));
    for (int moved = -LossValley::kReach; moved < LossValley::kReach; ++moved)
        if (valley.loss(moved) && valley.loss(moved + 1))
            painter.drawLine(box.point(moved), box.point(moved + 1));
    if (const auto lowest = valley.lowest()) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(theme.canvas);
        painter.drawEllipse(box.point(*lowest), 4, 4);
    }
    if (!lossNow(valley))
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.text);
    painter.drawEllipse(box.point(valley.delta), 3, 3);
}

} // namespace

void paintValley(QPainter& painter, const CanvasScene& scene)
{
    const std::optional<int> lowest = scene.valley ? scene.valley->lowest() : std::nullopt;
    if (!lowest)
        return;
    const LossValley& valley = *scene.valley;
    const ValleyBox box(scene, valley);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(scene.theme.line, 1));
    painter.setBrush(scene.theme.raised);
    painter.drawRoundedRect(box.rect().adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setPen(scene.theme.text);
    painter.setFont(textFont(TextSize::Detail));
    const std::optional<double> loss = lossNow(valley);
    const QString now = loss ? lossText(*loss) : QStringLiteral("\u2013");
    drawElided(painter, box.words(), Qt::AlignLeft | Qt::AlignVCenter,
               QCoreApplication::translate("CanvasDrag", "\u0394loss %1, lowest %2")
                   .arg(now, lossText(valley.loss(*lowest).value_or(0))));
    paintCurve(painter, scene.theme, valley, box);
}

} // namespace layerloom::widgets
