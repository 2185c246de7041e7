#include "widgets/controls/distance_map.h"

#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr double kLegendGap = 8;
constexpr double kLegendHeight = 6;
constexpr int kLeastSide = 120;
constexpr int kGridStep = 8; ///< layers between the lines of a plain map

// The ends of a scale, and in the room between them what it is.
void drawBetween(QPainter& painter, const QRectF& row, const QString& left, const QString& name,
                 const QString& right)
{
    const QFontMetricsF metrics(painter.font());
    drawTabular(painter, row, Qt::AlignLeft | Qt::AlignVCenter, left);
    drawTabular(painter, row, Qt::AlignRight | Qt::AlignVCenter, right);
    const double side = std::max(tabularWidth(metrics, left), tabularWidth(metrics, right)) + 4;
    drawElided(painter, row.adjusted(side, 0, -side, 0), Qt::AlignCenter, name);
}

} // namespace

DistanceMap::DistanceMap(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(u"distanceMap"_s);
    setAccessibleName(tr("Distance map"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DistanceMap::setTable(DistanceTable table)
{
    m_table = std::move(table);
    if (m_cross && (m_cross->x() >= m_table.rows || m_cross->y() >= m_table.columns))
        m_cross.reset();
    render();
}

void DistanceMap::setPath(std::vector<QPoint> neighbours, std::vector<QPoint> seams)
{
    m_neighbours = std::move(neighbours);
    m_seams = std::move(seams);
    update();
}

void DistanceMap::setCross(std::optional<QPoint> cross)
{
    if (cross == m_cross)
        return;
    m_cross = cross;
    update();
    Q_EMIT crossMoved(cross ? describe(cross->x(), cross->y()) : QString());
}

QString DistanceMap::describe(int i, int j) const
{
    if (i < 0 || j < 0 || i >= m_table.rows || j >= m_table.columns)
        return {};
    const double value = m_table.at(i, j);
    if (std::isnan(value))
        return {};
    const bool whole = value == std::floor(value);
    return u"i=%1, j=%2: %3"_s.arg(i).arg(j).arg(value, 0, whole ? 'f' : 'g', whole ? 0 : 4);
}

// "Layer 16 after layer 12 / activation distance 0.0949".
QString DistanceMap::tipOf(QPoint cell) const
{
    const double value = m_table.at(cell.x(), cell.y());
    const QString known = std::isnan(value) ? tr("not known") : distanceText(value);
    return tr("Layer %1 after layer %2").arg(cell.y()).arg(cell.x()) + u'\n' + m_table.name + u' ' + known;
}

double DistanceMap::axisHeight() const
{
    return QFontMetricsF(textFont(TextSize::Caption)).height() + 2;
}

QRectF DistanceMap::square() const
{
    const double room = height() - 2 * axisHeight() - kLegendGap - kLegendHeight - 2;
    const double side = std::max(0.0, std::min<double>(width(), room));
    return {0, axisHeight(), std::floor(side), std::floor(side)};
}

QRect DistanceMap::cellRect(int i, int j) const
{
    if (i < 0 || j < 0 || i >= m_table.rows || j >= m_table.columns)
        return {};
    const QRectF map = square();
    const double w = map.width() / m_table.columns;
    const double h = map.height() / m_table.rows;
    return QRectF(map.left() + j * w, map.top() + i * h, w, h).toAlignedRect();
}

QPointF DistanceMap::middle(QPoint cell) const
{
    const QRectF map = square();
    return {map.left() + (cell.y() + 0.5) * map.width() / m_table.columns,
            map.top() + (cell.x() + 0.5) * map.height() / m_table.rows};
}

std::optional<QPoint> DistanceMap::cellAt(QPointF position) const
{
    const QRectF map = square();
    if (m_table.rows == 0 || m_table.columns == 0 || !map.contains(position))
        return std::nullopt;
    const int j = static_cast<int>((position.x() - map.left()) * m_table.columns / map.width());
    const int i = static_cast<int>((position.y() - map.top()) * m_table.rows / map.height());
    return QPoint(std::clamp(i, 0, m_table.rows - 1), std::clamp(j, 0, m_table.columns - 1));
}

QSize DistanceMap::sizeHint() const
{
    return {240, heightForWidth(240)};
}

QSize DistanceMap::minimumSizeHint() const
{
    return {kLeastSide, heightForWidth(kLeastSide)};
}

int DistanceMap::heightForWidth(int width) const
{
    return width + static_cast<int>(std::ceil(2 * axisHeight() + kLegendGap + kLegendHeight + 2));
}

void DistanceMap::render()
{
    const Theme colors = theme(*this);
    m_image = QImage(std::max(1, m_table.columns), std::max(1, m_table.rows), QImage::Format_RGB32);
    m_image.fill(colors.sunken);
    for (int i = 0; i < m_table.rows; ++i)
        for (int j = 0; j < m_table.columns; ++j)
            if (!m_table.isPlain && !std::isnan(m_table.at(i, j)))
                m_image.setPixelColor(j, i, colors.mapColor(m_table.share(m_table.at(i, j))));
    update();
}

void DistanceMap::paintAxes(QPainter& painter) const
{
    const QRectF map = square();
    const QRectF row(map.left(), 0, map.width(), axisHeight() - 2);
    drawBetween(painter, row, u"0"_s, tr("next layer →"), QString::number(std::max(0, m_table.columns - 1)));
}

// Lines every few layers, and the diagonal of the same index.
void DistanceMap::paintGrid(QPainter& painter) const
{
    const QRectF map = square();
    painter.setPen(QPen(theme(*this).hairline, 1));
    for (int i = kGridStep; i < m_table.rows; i += kGridStep) {
        const double y = std::floor(map.top() + i * map.height() / m_table.rows) + 0.5;
        painter.drawLine(QPointF(map.left(), y), QPointF(map.right(), y));
    }
    for (int j = kGridStep; j < m_table.columns; j += kGridStep) {
        const double x = std::floor(map.left() + j * map.width() / m_table.columns) + 0.5;
        painter.drawLine(QPointF(x, map.top()), QPointF(x, map.bottom()));
    }
}

void DistanceMap::paintPath(QPainter& painter) const
{
    const auto ink = [this](QPoint cell) { return textOn(m_image.pixelColor(cell.y(), cell.x())); };
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const QPoint cell : m_neighbours) {
        painter.setBrush(ink(cell));
        painter.drawEllipse(middle(cell), 0.75, 0.75);
    }
    painter.setBrush(Qt::NoBrush);
    for (const QPoint cell : m_seams) {
        painter.setPen(QPen(ink(cell), 1.5));
        painter.drawEllipse(middle(cell), 4, 4);
    }
}

void DistanceMap::paintLegend(QPainter& painter) const
{
    const Theme colors = theme(*this);
    const QRectF map = square();
    if (m_table.isPlain) {
        painter.setPen(colors.text2);
        const QRectF row(map.left(), map.bottom() + 2, map.width(), axisHeight() - 2);
        drawElided(painter, row, Qt::AlignCenter, m_cross ? describe(m_cross->x(), m_cross->y()) : QString());
        return;
    }
    const QRectF bar(map.left(), map.bottom() + kLegendGap, map.width(), kLegendHeight);
    for (int x = 0; x < static_cast<int>(bar.width()); ++x)
        painter.fillRect(QRectF(bar.left() + x, bar.top(), 1, bar.height()),
                         colors.mapColor(x / (bar.width() - 1)));
    painter.setPen(colors.text2);
    const QRectF row(map.left(), bar.bottom() + 2, map.width(), axisHeight() - 2);
    drawBetween(painter, row, distanceText(m_table.least),
                m_cross ? describe(m_cross->x(), m_cross->y()) : m_table.name, distanceText(m_table.most));
}

void DistanceMap::paintEvent(QPaintEvent*)
{
    if (m_table.rows == 0 || m_table.columns == 0)
        return;
    const Theme colors = theme(*this);
    QPainter painter(this);
    painter.setFont(textFont(TextSize::Caption));
    painter.setPen(colors.text2);
    paintAxes(painter);
    const QRectF map = square();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(map, m_image);
    if (m_table.isPlain)
        paintGrid(painter);
    if (m_cross) {
        const QPointF at = middle(*m_cross);
        painter.setPen(QPen(withAlpha(textOn(m_image.pixelColor(m_cross->y(), m_cross->x())), 0.6), 1));
        painter.drawLine(QPointF(map.left(), at.y()), QPointF(map.right(), at.y()));
        painter.drawLine(QPointF(at.x(), map.top()), QPointF(at.x(), map.bottom()));
    }
    paintPath(painter);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (hasFocus()) {
        painter.setPen(QPen(colors.accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(map.adjusted(1, 1, -1, -1));
    }
    paintLegend(painter);
}

bool DistanceMap::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto cell = cellAt(help->pos());
    QToolTip::showText(help->globalPos(), cell ? tipOf(*cell) : QString(), this);
    return true;
}

void DistanceMap::mouseMoveEvent(QMouseEvent* event)
{
    m_isCrossOfKeys = false;
    setCross(cellAt(event->position()));
}

void DistanceMap::mousePressEvent(QMouseEvent* event)
{
    const auto cell = cellAt(event->position());
    if (event->button() != Qt::LeftButton || !cell)
        return;
    setCross(cell);
    Q_EMIT pairActivated(cell->x(), cell->y());
}

// The cross of the keys stays; that of the pointer goes with it.
void DistanceMap::leaveEvent(QEvent*)
{
    if (!m_isCrossOfKeys)
        setCross(std::nullopt);
}

void DistanceMap::keyPressEvent(QKeyEvent* event)
{
    if (m_table.rows == 0 || m_table.columns == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    QPoint cell = m_cross.value_or(QPoint(0, 0));
    m_isCrossOfKeys = true;
    switch (event->key()) {
    case Qt::Key_Up:
        cell.rx() -= 1;
        break;
    case Qt::Key_Down:
        cell.rx() += 1;
        break;
    case Qt::Key_Left:
        cell.ry() -= 1;
        break;
    case Qt::Key_Right:
        cell.ry() += 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cross)
            Q_EMIT pairActivated(m_cross->x(), m_cross->y());
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    setCross(QPoint(std::clamp(cell.x(), 0, m_table.rows - 1), std::clamp(cell.y(), 0, m_table.columns - 1)));
}

void DistanceMap::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        render();
}

} // namespace layerloom::widgets
