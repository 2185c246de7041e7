#include "app/window/suggest/suggest_plot.h"

#include "app/measuring/loss_text.h"
#include "core/base/text.h"
#include "widgets/controls/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace layerloom::app {

namespace {

constexpr double kPointRadius = 4;
constexpr double kReach = 10; // of a click, in pixels
constexpr double kPlotSide = 8;

} // namespace

SuggestPlot::SuggestPlot(const SuggestModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("suggestPlot"));
    setAccessibleName(tr("Parameters against loss increase"));
    setMouseTracking(true);
    connect(&model, &QAbstractItemModel::modelReset, this, &SuggestPlot::follow);
    connect(&model, &QAbstractItemModel::dataChanged, this, &SuggestPlot::follow);
    connect(&model, &QAbstractItemModel::rowsInserted, this, &SuggestPlot::follow);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &SuggestPlot::follow);
    connect(&model, &QAbstractItemModel::layoutChanged, this, &SuggestPlot::follow);
}

// The scales: all points, the loss of the base (0) among them; a single value lies in the middle.
void SuggestPlot::follow()
{
    m_hovered = -1;
    m_parameters = {};
    m_losses = {0, 0};
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const auto parameters = static_cast<double>(m_model.parameters(row));
        m_parameters.least = row == 0 ? parameters : std::min(m_parameters.least, parameters);
        m_parameters.most = row == 0 ? parameters : std::max(m_parameters.most, parameters);
        m_losses.least = std::min(m_losses.least, m_model.deltaLoss(row));
        m_losses.most = std::max(m_losses.most, m_model.deltaLoss(row));
    }
    for (Scale* scale : {&m_parameters, &m_losses})
        if (scale->most <= scale->least)
            *scale = {scale->least - 1, scale->least + 1};
    update();
}

QRectF SuggestPlot::field() const
{
    const double left = fontMetrics().horizontalAdvance(QStringLiteral("+00.00")) + 2 * kPlotSide;
    return QRectF(rect()).adjusted(left, fontMetrics().height() + kPlotSide, -4 * kPlotSide,
                                   -fontMetrics().height() - 2 * kPlotSide);
}

QPointF SuggestPlot::pointOf(int row) const
{
    const QRectF place = field();
    const double x = m_parameters.at(static_cast<double>(m_model.parameters(row)));
    return {place.left() + x * place.width(),
            place.bottom() - m_losses.at(m_model.deltaLoss(row)) * place.height()};
}

int SuggestPlot::rowAt(const QPointF& place) const
{
    int nearest = -1;
    double least = kReach;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QPointF away = pointOf(row) - place;
        if (const double distance = std::hypot(away.x(), away.y()); distance < least) {
            least = distance;
            nearest = row;
        }
    }
    return nearest;
}

void SuggestPlot::paintAxes(QPainter& painter) const
{
    const widgets::Theme colors = widgets::theme(*this);
    const QRectF place = field();
    const int line = fontMetrics().height();
    painter.setPen(colors.hairline);
    painter.drawLine(place.bottomLeft(), place.bottomRight());
    painter.drawLine(place.topLeft(), place.bottomLeft());
    painter.setPen(colors.text2);
    const auto beside = [&](double y, double loss) {
        painter.drawText(QRectF(0, y - line / 2.0, place.left() - kPlotSide, line),
                         Qt::AlignRight | Qt::AlignVCenter, lossText(loss));
    };
    beside(place.top(), m_losses.most);
    beside(place.bottom(), m_losses.least);
    painter.drawText(QRectF(place.left(), 0, place.width(), line), Qt::AlignLeft,
                     tr("Δloss (filled: measured, ring: predicted)"));
    const auto below = [&](double value, Qt::AlignmentFlag side) {
        const auto parameters = static_cast<std::uint64_t>(std::max(0.0, value));
        painter.drawText(QRectF(place.left(), place.bottom() + kPlotSide, place.width(), line), side,
                         QString::fromStdString(core::shortCount(parameters)));
    };
    if (m_model.rowCount() > 0 && m_parameters.most - m_parameters.least > 2) {
        below(m_parameters.least, Qt::AlignLeft);
        below(m_parameters.most, Qt::AlignRight);
    } else if (m_model.rowCount() > 0) {
        below(m_parameters.least + 1, Qt::AlignHCenter);
    }
}

void SuggestPlot::paintEvent(QPaintEvent*)
{
    if (m_model.rowCount() == 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter);
    const widgets::Theme colors = widgets::theme(*this);
    for (int row = m_model.rowCount() - 1; row >= 0; --row) {
        const QColor color = m_model.isReference(row) ? colors.accent : colors.text2;
        const double radius = kPointRadius + (row == m_hovered || m_model.isOwn(row) ? 2 : 0);
        painter.setPen(QPen(color, 1.5));
        painter.setBrush(m_model.isMeasured(row) ? QBrush(color) : QBrush(colors.window));
        painter.drawEllipse(pointOf(row), radius, radius);
    }
}

QString SuggestPlot::tipOf(int row) const
{
    const auto cell = [&](int column) { return m_model.index(row, column).data().toString(); };
    QString tip = tr("%1: %2 parameters, Δloss %3 %4")
                      .arg(cell(SuggestModel::RuleColumn), cell(SuggestModel::ParametersColumn),
                           lossText(m_model.deltaLoss(row)),
                           m_model.isMeasured(row) ? tr("measured") : tr("predicted"));
    tip += QLatin1Char('\n') + cell(SuggestModel::StackColumn);
    return m_model.isOwn(row) ? tip : tip + QLatin1Char('\n') + tr("Click to use this stack.");
}

bool SuggestPlot::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int row = rowAt(help->pos());
    if (row < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), tipOf(row), this);
    return true;
}

void SuggestPlot::mouseMoveEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position());
    if (row == m_hovered)
        return;
    m_hovered = row;
    setCursor(row >= 0 && !m_model.isOwn(row) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void SuggestPlot::mouseReleaseEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position());
    if (event->button() == Qt::LeftButton && row >= 0 && !m_model.isOwn(row))
        Q_EMIT chosen(row);
}

} // namespace layerloom::app
