#include "tests/app/text_recorder.h"

#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QFontMetricsF>
#include <QHeaderView>
#include <QLineEdit>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace layerloom::tests {

namespace {

// Antialiased edges, halves of pixels, and letters such as J that begin before their place.
constexpr double kTolerance = 2.5;

/// Takes the texts of a painter, and draws nothing.
class TextEngine : public QPaintEngine {
public:
    TextEngine()
        : QPaintEngine(QPaintEngine::AllFeatures)
    {}

    std::vector<DrawnText> texts;

    bool begin(QPaintDevice*) override { return true; }
    bool end() override { return true; }
    Type type() const override { return QPaintEngine::User; }
    void drawPixmap(const QRectF&, const QPixmap&, const QRectF&) override {}
    void drawImage(const QRectF&, const QImage&, const QRectF&, Qt::ImageConversionFlags) override {}
    void drawPath(const QPainterPath&) override {}
    void drawPolygon(const QPointF*, int, PolygonDrawMode) override {}
    void drawPolygon(const QPoint*, int, PolygonDrawMode) override {}
    void drawRects(const QRectF*, int) override {}
    void drawRects(const QRect*, int) override {}
    void drawLines(const QLineF*, int) override {}
    void drawLines(const QLine*, int) override {}
    void drawTiledPixmap(const QRectF&, const QPixmap&, const QPointF&) override {}

    // When a painter is restored, it sets its clips again, and moves them twice for a child widget: these are looked up.
    void updateState(const QPaintEngineState& now) override
    {
        m_transform = now.transform();
        const bool isRestored = now.state() == DirtyClipPath && now.clipOperation() == Qt::NoClip;
        const auto others = now.state() & ~DirtyFlags(DirtyClipPath | DirtyClipRegion | DirtyTransform);
        m_isRestoring = isRestored || (m_isRestoring && !others);
        if (now.state().testFlag(DirtyClipRegion))
            clip(now.clipOperation(), QRectF(now.clipRegion().boundingRect()));
        if (now.state().testFlag(DirtyClipPath))
            clip(now.clipOperation(), now.clipPath().boundingRect());
        if (now.state().testFlag(DirtyClipEnabled) && !now.isClipEnabled())
            m_clip.reset();
    }

    void drawTextItem(const QPointF& at, const QTextItem& item) override
    {
        if (item.text().trimmed().isEmpty())
            return;
        const QRectF ink = QFontMetricsF(item.font()).tightBoundingRect(item.text()).translated(at);
        const QRectF drawn = m_transform.mapRect(ink);
        QRectF visible = drawn;
        if (!systemClip().isEmpty())
            visible &= QRectF(systemClip().boundingRect());
        if (m_clip)
            visible &= *m_clip;
        texts.push_back({item.text(), drawn, visible});
    }

private:
    void clip(Qt::ClipOperation operation, const QRectF& asked)
    {
        const auto known = std::ranges::find(m_areas, asked, &std::pair<QRectF, QRectF>::first);
        QRectF area = m_transform.mapRect(asked);
        if (m_isRestoring && known != m_areas.end())
            area = known->second;
        else
            m_areas.insert(m_areas.begin(), {asked, area});
        if (operation == Qt::NoClip)
            m_clip.reset();
        else if (operation == Qt::IntersectClip && m_clip)
            m_clip = *m_clip & area;
        else
            m_clip = area;
    }

    QTransform m_transform;
    std::optional<QRectF> m_clip;
    std::vector<std::pair<QRectF, QRectF>>
        m_areas; ///< of clips: as the painter said them, and in the device; last first
    bool m_isRestoring = false;
};

class TextDevice : public QPaintDevice {
public:
    explicit TextDevice(const QWidget& widget)
        : m_widget(widget)
    {}

    TextEngine engine;

    QPaintEngine* paintEngine() const override { return const_cast<TextEngine*>(&engine); }

protected:
    int metric(PaintDeviceMetric metric) const override
    {
        switch (metric) {
        case PdmWidth:
            return m_widget.width();
        case PdmHeight:
            return m_widget.height();
        case PdmDpiX:
        case PdmPhysicalDpiX:
            return m_widget.logicalDpiX();
        case PdmDpiY:
        case PdmPhysicalDpiY:
            return m_widget.logicalDpiY();
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return static_cast<int>(devicePixelRatioFScale());
        case PdmDepth:
            return 32;
        default:
            return 1000;
        }
    }

private:
    const QWidget& m_widget;
};

/// A rectangle beyond whose edges a text may go on.
struct Window {
    QRectF area;
    bool vertically;
    bool horizontally;
    bool isField = false; ///< whose text moves with the cursor
};

QRectF areaIn(const QWidget& part, const QWidget& whole)
{
    return QRectF(QRect(part.mapTo(&whole, QPoint(0, 0)), part.size()));
}

std::vector<Window> scrolledAreas(const QWidget& widget)
{
    std::vector<Window> windows;
    for (const auto* area : widget.findChildren<QAbstractScrollArea*>()) {
        if (!area->isVisibleTo(&widget))
            continue;
        // The heads of a table move with it.
        const auto* table = qobject_cast<const QAbstractScrollArea*>(area->parentWidget());
        const bool isHead = table != nullptr && qobject_cast<const QHeaderView*>(area) != nullptr;
        const QAbstractScrollArea& scrolled = isHead ? *table : *area;
        windows.push_back({areaIn(*area->viewport(), widget), scrolled.verticalScrollBar()->maximum() > 0,
                           scrolled.horizontalScrollBar()->maximum() > 0});
    }
    for (const auto* edit : widget.findChildren<QLineEdit*>())
        if (edit->isVisibleTo(&widget) && !qobject_cast<const QAbstractSpinBox*>(edit->parentWidget()))
            windows.push_back({areaIn(*edit, widget), false, true, true});
    return windows;
}

// What of the text should be visible.
QRectF expected(const DrawnText& text, const std::vector<Window>& windows)
{
    QRectF ink = text.ink;
    for (const Window& window : windows) {
        const bool isInside = window.area.contains(text.visible.center())
            || (text.visible.isEmpty() && window.area.intersects(text.ink));
        const bool isBeyond = text.visible.isEmpty() && !window.area.intersects(text.ink)
            && (window.horizontally || (ink.left() < window.area.right() && ink.right() > window.area.left()))
            && (window.vertically || (ink.top() < window.area.bottom() && ink.bottom() > window.area.top()));
        if (isBeyond && (window.vertically || window.horizontally))
            return {};
        if (!isInside)
            continue;
        if (window.vertically) {
            ink.setTop(std::max(ink.top(), window.area.top()));
            ink.setBottom(std::min(ink.bottom(), window.area.bottom()));
        }
        if (window.isField) {
            ink.setLeft(text.visible.left());
            ink.setRight(text.visible.right());
        } else if (window.horizontally) {
            ink.setLeft(std::max(ink.left(), window.area.left()));
            ink.setRight(std::min(ink.right(), window.area.right()));
        }
    }
    return ink;
}

QString described(const QRectF& rect)
{
    return QStringLiteral("%1x%2 at %3, %4")
        .arg(rect.width(), 0, 'f', 0)
        .arg(rect.height(), 0, 'f', 0)
        .arg(rect.x(), 0, 'f', 0)
        .arg(rect.y(), 0, 'f', 0);
}

QString placed(const DrawnText& text)
{
    return QStringLiteral("\"%1\", %2").arg(text.text, described(text.ink));
}

} // namespace

std::vector<DrawnText> drawnTexts(QWidget& widget)
{
    TextDevice device(widget);
    widget.render(&device, {}, {}, QWidget::DrawWindowBackground | QWidget::DrawChildren);
    return device.engine.texts;
}

QStringList textFaults(QWidget& widget)
{
    const std::vector<DrawnText> texts = drawnTexts(widget);
    const std::vector<Window> windows = scrolledAreas(widget);
    QStringList faults;
    for (const DrawnText& text : texts) {
        const QRectF whole = expected(text, windows);
        const double lost =
            std::max(whole.width() - text.visible.width(), whole.height() - text.visible.height());
        if (!whole.isEmpty() && lost > kTolerance)
            faults.append(QStringLiteral("%1 lacks %2 px, %3 is seen")
                              .arg(placed(text))
                              .arg(lost, 0, 'f', 1)
                              .arg(described(text.visible)));
    }
    for (std::size_t i = 0; i < texts.size(); ++i)
        for (std::size_t j = i + 1; j < texts.size(); ++j) {
            const QRectF both = texts[i].visible & texts[j].visible;
            if (both.width() > kTolerance && both.height() > kTolerance)
                faults.append(QStringLiteral("%1 lies over %2").arg(placed(texts[j]), placed(texts[i])));
        }
    faults.removeDuplicates();
    return faults;
}

} // namespace layerloom::tests
