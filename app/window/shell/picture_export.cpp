#include "app/window/shell/picture_export.h"

#include "app/window/controls/dialog_buttons.h"
#include "core/base/error.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QBuffer>
#include <QComboBox>
#include <QFormLayout>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QSvgGenerator>
#include <QVBoxLayout>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kPictureMargin = 16;

struct Caption {
    QString title;
    QString facts;

    int height() const
    {
        const auto lineOf = [](const QString& text, widgets::TextSize size) {
            return text.isEmpty() ? 0 : QFontMetrics(widgets::textFont(size)).height();
        };
        const int lines =
            lineOf(title, widgets::TextSize::Heading) + lineOf(facts, widgets::TextSize::Caption);
        return lines == 0 ? 0 : kPictureMargin + lines + kPictureMargin / 2;
    }
};

void paintCaption(QPainter& painter, const Caption& caption, int width, const widgets::Theme& colors)
{
    QRect line(kPictureMargin, kPictureMargin, width - 2 * kPictureMargin, 0);
    const auto write = [&](const QString& text, widgets::TextSize size, const QColor& color) {
        if (text.isEmpty())
            return;
        const QFont font = widgets::textFont(size);
        const QFontMetrics metrics(font);
        line.setHeight(metrics.height());
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideMiddle, line.width()));
        line.translate(0, line.height());
    };
    write(caption.title, widgets::TextSize::Heading, colors.text);
    write(caption.facts, widgets::TextSize::Caption, colors.text2);
}

void paintPicture(QPainter& painter, QWidget& area, const Caption& caption, QSize size)
{
    const widgets::Theme colors = widgets::theme(area);
    painter.fillRect(QRect(QPoint(), size), colors.canvas);
    paintCaption(painter, caption, size.width(), colors);
    area.render(&painter, QPoint(0, caption.height()), QRegion(), QWidget::RenderFlags());
}

} // namespace

QByteArray pictureOf(QWidget& area, const PictureFormat& format, const QString& title, const QString& facts)
{
    const Caption caption {title, facts};
    const QSize size = area.size() + QSize(0, caption.height());
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    if (format.svg) {
        QSvgGenerator generator;
        generator.setOutputDevice(&bytes);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(), size));
        generator.setResolution(area.logicalDpiX());
        generator.setTitle(title);
        generator.setDescription(facts);
        QPainter painter(&generator);
        paintPicture(painter, area, caption, size);
        painter.end();
        return bytes.data();
    }
    QImage image(size * format.scale, QImage::Format_RGB32);
    if (image.isNull())
        throw core::Error(core::ErrorCode::Io,
                          PictureDialog::tr("There is no memory for a picture of this size").toStdString());
    image.setDevicePixelRatio(format.scale);
    QPainter painter(&image);
    paintPicture(painter, area, caption, size);
    painter.end();
    image.save(&bytes, "PNG");
    return bytes.data();
}

PictureDialog::PictureDialog(const QString& title, QSize size, QWidget* parent)
    : QDialog(parent)
    , m_title(new QLineEdit(title, this))
    , m_format(new QComboBox(this))
{
    setObjectName(QStringLiteral("pictureDialog"));
    setWindowTitle(tr("Export picture"));
    m_title->setObjectName(QStringLiteral("pictureTitle"));
    m_title->setAccessibleName(tr("Title"));
    m_title->setPlaceholderText(tr("No title"));
    m_format->setObjectName(QStringLiteral("pictureFormat"));
    m_format->setAccessibleName(tr("Format"));
    m_format->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_format->setMinimumContentsLength(16);
    m_format->addItem(tr("SVG, for every size"));
    for (const int scale : {1, 2, 4})
        m_format->addItem(tr("PNG, %1 × %2 pixels").arg(size.width() * scale).arg(size.height() * scale),
                          scale);
    m_format->setCurrentIndex(2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* form = new QFormLayout;
    form->addRow(tr("Title"), m_title);
    form->addRow(tr("Format"), m_format);
    column->addLayout(form);
    addDialogButtons(*this, *column, tr("Export…"));
    setMinimumWidth(widgets::scaledToFont(440));
}

QString PictureDialog::title() const
{
    return m_title->text().trimmed();
}

PictureFormat PictureDialog::format() const
{
    const int scale = m_format->currentData().toInt();
    return {.svg = scale == 0, .scale = std::max(scale, 1)};
}

} // namespace layerloom::app
