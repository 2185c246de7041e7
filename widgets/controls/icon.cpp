#include "widgets/controls/icon.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <cmath>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

QPixmap rendered(const QString& name, QSize pixels, const QColor& color)
{
    const QString key = u"layerloom/%1/%2/%3x%4"_s.arg(name, color.name(QColor::HexArgb))
                            .arg(pixels.width())
                            .arg(pixels.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(u":/icons/%1.svg"_s.arg(name));
    pixmap = QPixmap(pixels);
    pixmap.fill(Qt::transparent);
    if (!file.open(QIODevice::ReadOnly))
        return pixmap;
    QSvgRenderer renderer(file.readAll().replace("currentColor", color.name().toLatin1()));
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class IconEngine : public QIconEngine {
public:
    IconEngine(QString name, QColor Theme::*color)
        : m_name(std::move(name))
        , m_color(color)
    {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        paintIcon(*painter, rect, m_name, color(mode));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override
    {
        return rendered(m_name, size, color(mode));
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // `size` already counts device pixels here.
        QPixmap result = rendered(m_name, size, color(mode));
        result.setDevicePixelRatio(scale);
        return result;
    }
    QIconEngine* clone() const override { return new IconEngine(m_name, m_color); }
    QString iconName() override { return m_name; }

private:
    QColor color(QIcon::Mode mode) const
    {
        const Theme theme = themeFor(QApplication::palette());
        return mode == QIcon::Disabled ? theme.disabled : theme.*m_color;
    }

    QString m_name;
    QColor Theme::*m_color;
};

} // namespace

QIcon icon(const QString& name, QColor Theme::*color)
{
    return QIcon(new IconEngine(name, color));
}

void paintIcon(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color)
{
    const qreal scale = painter.device()->devicePixelRatioF();
    const QSize pixels = (rect.size() * scale).toSize();
    QPixmap pixmap = rendered(name, pixels, color);
    pixmap.setDevicePixelRatio(scale);
    const auto snapped = [scale](qreal value) { return std::round(value * scale) / scale; };
    painter.drawPixmap(QPointF(snapped(rect.x()), snapped(rect.y())), pixmap);
}

QIcon applicationIcon()
{
    return QIcon(u":/layerloom.svg"_s);
}

} // namespace layerloom::widgets
