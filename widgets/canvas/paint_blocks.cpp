#include "widgets/canvas/paint_blocks.h"

#include "core/base/text.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace layerloom::widgets {

namespace {

constexpr double kRadius = 4;

struct Visible {
    int begin = 0;
    int end = 0;
};

Visible visibleOf(const CanvasScene& scene, const BlockRun& run)
{
    const QRectF clip = scene.layout->clip();
    return {std::max(run.begin, scene.layout->indexAt(clip.left())),
            std::min(run.end, scene.layout->indexAt(clip.right()) + 1)};
}

core::Block blockAt(const CanvasScene& scene, const BlockRun& run, int index)
{
    if (run.track == kOutputTrack)
        return scene.stack->blocks[static_cast<std::size_t>(index)];
    return {core::SourceIndex::from(run.track), core::LayerIndex::from(index), {}, false};
}

bool isTrack(const BlockRun& run)
{
    return run.track != kOutputTrack;
}

// The run's outline: tracks are rounded all round, slices below (their bar is above).
QRectF outlineOf(const CanvasScene& scene, const BlockRun& run)
{
    QRectF row = scene.layout->track(run.track);
    row.setLeft(scene.layout->x(run.begin));
    row.setRight(scene.layout->x(run.end));
    if (isTrack(run))
        return row;
    return row.adjusted(run.roundLeft ? 1 : 0, 0, run.roundRight ? -1 : 0, 0);
}

Corners cornersOf(const BlockRun& run)
{
    const double left = run.roundLeft ? kRadius : 0;
    const double right = run.roundRight ? kRadius : 0;
    return isTrack(run) ? Corners {left, right, right, left} : Corners {0, 0, right, left};
}

QRectF blockIn(const CanvasScene& scene, const BlockRun& run, const QRectF& outline, int index)
{
    QRectF rect = scene.layout->block(run.track, index);
    rect.setLeft(std::max(rect.left(), outline.left()));
    rect.setRight(std::min(rect.right(), outline.right()));
    return rect;
}

// Rounds the first and the last block only: a clip would have jagged corners.
void fillBlock(QPainter& painter, const BlockRun& run, int index, const QRectF& rect, const QColor& color)
{
    Corners corners = cornersOf(run);
    if (index != run.begin)
        corners.topLeft = corners.bottomLeft = 0;
    if (index != run.end - 1)
        corners.topRight = corners.bottomRight = 0;
    const bool isRound = corners.bottomLeft > 0 || corners.bottomRight > 0;
    painter.setRenderHint(QPainter::Antialiasing, isRound);
    if (isRound)
        painter.fillPath(roundedPath(rect, corners), color);
    else
        painter.fillRect(rect, color);
}

void paintDividers(QPainter& painter, const CanvasScene& scene, const BlockRun& run, const QRectF& outline)
{
    const bool dark = scene.theme.dark;
    const bool everyBlock = scene.layout->level() > 0;
    const QColor color = everyBlock ? withAlpha(scene.theme.canvas, dark ? 0.55 : 1)
                                    : withAlpha(scene.theme.canvas, dark ? 0.22 : 0.40);
    const double width = 1;
    const double pixel = 1 / scene.layout->view().devicePixelRatio;
    const auto [begin, end] = visibleOf(scene, run);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = std::max(begin, run.begin + 1); i < end; ++i) {
        if (!everyBlock && blockAt(scene, run, i).layer.value % 8 != 0)
            continue;
        const double x = scene.layout->x(i) - (pixel < 1 ? width / 2 : width);
        painter.fillRect(QRectF(x, outline.top(), width, outline.height()), color);
    }
}

bool isRepeat(const CanvasScene& scene, const BlockRun& run, int index)
{
    return !isTrack(run) && scene.preview->uses[static_cast<std::size_t>(index)] > 1;
}

// Hatches repeated layers: whole blocks at a small scale, a strip below the text at a large one.
void paintRepeats(QPainter& painter, const CanvasScene& scene, const BlockRun& run, const QRectF& outline)
{
    const bool far = scene.layout->level() < 2;
    const auto [begin, end] = visibleOf(scene, run);
    for (int i = begin; i < end;) {
        const QColor ink = textOn(scene.fill(blockAt(scene, run, i)));
        int last = i;
        while (last < end && isRepeat(scene, run, last)
               && textOn(scene.fill(blockAt(scene, run, last))) == ink)
            ++last;
        if (last == i) {
            ++i;
            continue;
        }
        QRectF area(scene.layout->x(i), outline.top(), scene.layout->x(last) - scene.layout->x(i),
                    outline.height());
        area = area.intersected(outline.adjusted(1, 0, -1, -1));
        if (!far)
            area.setTop(area.bottom() - 8);
        paintHatching(painter, area, {far ? 6.0 : 4.0, withAlpha(ink, far ? 0.30 : 0.42)});
        i = last;
    }
}

void paintEdge(QPainter& painter, const CanvasScene& scene, const BlockRun& run, const QRectF& outline)
{
    const QColor color = withAlpha(scene.theme.source(blockAt(scene, run, run.begin).source).edge, 0.8);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1));
    painter.setBrush(Qt::NoBrush);
    const QRectF rect = outline.adjusted(0.5, isTrack(run) ? 0.5 : 0, -0.5, -0.5);
    if (isTrack(run)) {
        painter.drawPath(roundedPath(rect, cornersOf(run)));
        return;
    }
    const double left = run.roundLeft ? kRadius - 0.5 : 0;
    const double right = run.roundRight ? kRadius - 0.5 : 0;
    QPainterPath path;
    path.moveTo(rect.left(), run.roundLeft ? rect.top() : rect.bottom());
    path.lineTo(rect.left(), rect.bottom() - left);
    path.quadTo(rect.bottomLeft(), rect.bottomLeft() + QPointF(left, 0));
    path.lineTo(rect.right() - right, rect.bottom());
    path.quadTo(rect.bottomRight(), rect.bottomRight() - QPointF(0, right));
    if (run.roundRight)
        path.lineTo(rect.topRight());
    painter.drawPath(path);
}

void paintMissing(QPainter& painter, const CanvasScene& scene, const BlockRun& run, const QRectF& outline)
{
    const auto [begin, end] = visibleOf(scene, run);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(scene.theme.line, 1);
    pen.setDashPattern({4, 2});
    painter.setPen(pen);
    painter.setBrush(scene.theme.sunken);
    if (scene.layout->level() == 0) {
        painter.drawRoundedRect(outline.adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
        return;
    }
    for (int i = begin; i < end; ++i)
        painter.drawRect(blockIn(scene, run, outline, i).adjusted(1.5, 0.5, -1.5, -0.5));
}

QString typeText(const core::Layer& layer)
{
    QString type = QString::fromStdString(layer.type);
    return type.replace(u'_', u' ');
}

// "full attention" as "full": the word that distinguishes layers. Plain decoders have none.
QString shortType(const core::Layer& layer)
{
    const QString type = typeText(layer);
    return type == QStringLiteral("decoder") ? QString() : type.section(u' ', 0, 0);
}

// The text lines of a block.
struct BlockWords {
    QStringList lines;
    QString corner; ///< right of the first line
};

BlockWords wordsOf(const CanvasScene& scene, const BlockRun& run, int index)
{
    const core::Block block = blockAt(scene, run, index);
    const core::Layer* layer = core::layerOf(*scene.stack, block);
    const int level = scene.layout->level();
    const QString number = QString::number(block.layer.value);
    const bool repeated = isRepeat(scene, run, index);
    const std::uint32_t use = repeated ? scene.preview->uses[static_cast<std::size_t>(index)] : 1;
    const QString times = repeated ? QChar(0x00D7) + QString::number(use) : QString();
    if (level == 2 || layer == nullptr)
        return {repeated && !isTrack(run) ? QStringList {number, times} : QStringList {number}, {}};
    const QString parameters = QString::fromStdString(core::shortCount(layer->parameters));
    if (isTrack(run))
        return {{number, parameters}, {}};
    if (level == 3) {
        const QString third = QStringList {shortType(*layer), times}.join(u' ').trimmed();
        return {third.isEmpty() ? QStringList {number, parameters} : QStringList {number, parameters, third},
                {}};
    }
    const QString head = QString::fromStdString(core::sourceLetter(block.source)) + QChar(0x00B7) + number;
    const QString bytes = QString::fromStdString(core::shortBytes(layer->bytes)) + u' '
        + QString::fromStdString(core::modelOf(*scene.stack, block.source)->mainDtype);
    const QString corner = repeated ? QCoreApplication::translate("Block", "%1 of %2", "2nd of 3")
                                          .arg(QString::fromStdString(core::ordinal(use)))
                                          .arg(scene.totalUses[static_cast<std::size_t>(index)])
                                    : QString();
    return {{head, typeText(*layer), parameters, bytes}, corner};
}

void paintWords(QPainter& painter, const QRectF& rect, const BlockWords& words, bool leftAligned)
{
    const QFontMetricsF metrics(textFont(TextSize::Detail));
    const double step =
        leftAligned || words.lines.size() > 2 ? metrics.height() - 1.5 : metrics.height() + 0.5;
    double y = rect.center().y() - step * static_cast<double>(words.lines.size()) / 2;
    const QRectF inside = leftAligned ? rect.adjusted(8, 0, -8, 0) : rect;
    for (int i = 0; i < words.lines.size(); ++i) {
        const bool isHead = i == 0 && words.lines.size() > 2;
        painter.setFont(textFont(isHead ? TextSize::DetailEmphasis : TextSize::Detail));
        const QString line =
            QFontMetricsF(painter.font()).elidedText(words.lines[i], Qt::ElideRight, inside.width());
        const QRectF row(inside.left(), y, inside.width(), step);
        drawTabular(painter, row, Qt::AlignVCenter | (leftAligned ? Qt::AlignLeft : Qt::AlignHCenter), line);
        if (i == 0 && !words.corner.isEmpty()) {
            painter.setFont(textFont(TextSize::Detail));
            drawTabular(painter, row, Qt::AlignVCenter | Qt::AlignRight, words.corner);
        }
        y += step;
    }
}

void paintTexts(QPainter& painter, const CanvasScene& scene, const BlockRun& run, const QRectF& outline)
{
    if (scene.layout->level() < 2)
        return;
    const auto [begin, end] = visibleOf(scene, run);
    for (int i = begin; i < end; ++i) {
        const core::Block block = blockAt(scene, run, i);
        QRectF rect = blockIn(scene, run, outline, i);
        if (isRepeat(scene, run, i))
            rect.setBottom(rect.bottom() - 8);
        painter.setPen(scene.isMissing(block) ? scene.theme.text2 : textOn(scene.fill(block)));
        paintWords(painter, rect, wordsOf(scene, run, i), scene.layout->level() == 4 && !isTrack(run));
    }
}

// The layers of a slice that its source does not have are the last ones of it.
int firstMissing(const CanvasScene& scene, const BlockRun& run)
{
    int first = run.end;
    while (first > run.begin && scene.isMissing(blockAt(scene, run, first - 1)))
        --first;
    return first;
}

} // namespace

void paintRun(QPainter& painter, const CanvasScene& scene, const BlockRun& run)
{
    const int missing = firstMissing(scene, run);
    if (missing > run.begin && missing < run.end) {
        paintRun(painter, scene, {run.track, run.begin, missing, run.roundLeft, false});
        paintRun(painter, scene, {run.track, missing, run.end, false, run.roundRight});
        return;
    }
    const auto [begin, end] = visibleOf(scene, run);
    if (begin >= end)
        return;
    const QRectF outline = outlineOf(scene, run);
    if (missing == run.begin) {
        paintMissing(painter, scene, run, outline);
    } else {
        for (int i = begin; i < end; ++i)
            fillBlock(painter, run, i, blockIn(scene, run, outline, i), scene.fill(blockAt(scene, run, i)));
        paintDividers(painter, scene, run, outline);
        paintRepeats(painter, scene, run, outline);
        paintEdge(painter, scene, run, outline);
    }
    paintTexts(painter, scene, run, outline);
}

} // namespace layerloom::widgets
