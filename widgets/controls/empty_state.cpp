#include "widgets/controls/empty_state.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

constexpr int kRecentsWidth = 424;
constexpr int kRowHeight = 32;

// Two models above, one output below, threads between them: the program in one picture.
class WeavePicture : public QWidget {
public:
    explicit WeavePicture(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(320, 124);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme colors = theme(*this);
        const double track = 80;
        const double output = 48;
        // Output: A 0–9, B 6–15, A 12–19.
        paintRibbon(painter, colors, {0, track, 0, output, 10});
        paintRibbon(painter, colors, {0, track + 12 * kPitch, 0, output + 20 * kPitch, 8});
        paintRibbon(painter, colors, {1, track + 6 * kPitch, 22, output + 10 * kPitch, 10});
        paintRow(painter, colors, {0, track, 4, 20, 0}, 14);
        paintRow(painter, colors, {1, track, 26, 20, 0}, 14);
        paintRow(painter, colors, {0, output, kOutputTop, 10, 0}, 24);
        paintRow(painter, colors, {1, output + 10 * kPitch, kOutputTop, 10, 6}, 24);
        paintRow(painter, colors, {0, output + 20 * kPitch, kOutputTop, 8, 12}, 24);
    }

private:
    static constexpr double kPitch = 8;
    static constexpr double kOutputTop = 95;

    struct Ribbon {
        core::SourceIndex source;
        double top; ///< x of its layers in the source
        double from; ///< y
        double bottom; ///< x in the output
        int layers;
    };
    struct Row {
        core::SourceIndex source;
        double x;
        double y;
        int layers;
        int first;
    };

    static QPainterPath line(const Ribbon& ribbon, double layers)
    {
        const double top = ribbon.top + layers * kPitch;
        const double bottom = ribbon.bottom + layers * kPitch;
        const double begin = 41;
        QPainterPath path(QPointF(top, ribbon.from + 14));
        path.lineTo(top, begin);
        const double handle = (kOutputTop - begin) * 0.55;
        path.cubicTo(top, begin + handle, bottom, kOutputTop - handle, bottom, kOutputTop);
        return path;
    }

    static void paintRibbon(QPainter& painter, const Theme& theme, const Ribbon& ribbon)
    {
        const SourceColors& colors = theme.source(ribbon.source);
        QPainterPath path = line(ribbon, 0);
        path.connectPath(line(ribbon, ribbon.layers).toReversed());
        painter.fillPath(path, colors.ribbon);
        painter.setPen(QPen(withAlpha(colors.edge, 0.45), 1));
        for (int i = 0; i <= ribbon.layers; ++i)
            painter.drawPath(line(ribbon, i));
    }

    static void paintRow(QPainter& painter, const Theme& theme, const Row& row, double height)
    {
        for (int i = 0; i < row.layers; ++i) {
            const double left = i == 0 ? 4 : 0;
            const double right = i == row.layers - 1 ? 4 : 0;
            const QRectF block(row.x + i * kPitch, row.y, kPitch - 1, height);
            painter.fillPath(roundedPath(block, {left, right, right, left}),
                             theme.fill(row.source, (row.first + i) / 19.0));
        }
    }
};

class RecentRow : public QAbstractButton {
public:
    RecentRow(EmptyState::Recent recent, QWidget* parent)
        : QAbstractButton(parent)
        , m_recent(std::move(recent))
    {
        setText(m_recent.name);
        setToolTip(m_recent.path);
        setAccessibleName(m_recent.name + u", "_s + m_recent.facts);
        setCursor(m_recent.missing ? Qt::ArrowCursor : Qt::PointingHandCursor);
        setFocusPolicy(Qt::TabFocus);
        setEnabled(!m_recent.missing);
        setFixedHeight(std::max(kRowHeight, fontMetrics().height() + 12));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme colors = theme(*this);
        QPainter painter(this);
        painter.fillRect(QRect(0, 0, width(), 1), colors.hairline);
        if (isEnabled() && (underMouse() || hasFocus()))
            painter.fillRect(rect().adjusted(0, 1, 0, 0), colors.hover);
        if (hasFocus())
            painter.fillRect(QRect(0, 1, 2, height() - 1), colors.accent);
        paintIcon(painter, QRectF(0, (height() - 16) / 2.0, 16, 16), u"new"_s,
                  m_recent.missing ? colors.disabled : colors.text2);
        painter.setFont(textFont(TextSize::Body));
        painter.setPen(m_recent.missing ? colors.text2 : colors.accentText);
        drawElided(painter, QRectF(24, 0, 148, height()), Qt::AlignVCenter, m_recent.name);
        painter.setFont(textFont(TextSize::Caption));
        painter.setPen(colors.text2);
        drawElided(painter, QRectF(180, 0, width() - 180 - 96, height()), Qt::AlignVCenter, m_recent.facts);
        painter.drawText(QRectF(width() - 92, 0, 92, height()), Qt::AlignVCenter | Qt::AlignRight,
                         m_recent.when);
    }

private:
    EmptyState::Recent m_recent;
};

QLabel* centred(const QString& text, TextSize size, QWidget* parent)
{
    auto* label = new PlainLabel(text, parent);
    label->setFont(textFont(size));
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    return label;
}

} // namespace

EmptyState::EmptyState(QWidget* parent)
    : QWidget(parent)
    , m_recentTitle(new PlainLabel(tr("Recent"), this))
    , m_recents(new QWidget(this))
    , m_rows(new QVBoxLayout(m_recents))
{
    setObjectName(u"emptyState"_s);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(0);
    column->addStretch(1);
    column->addWidget(new WeavePicture(this), 0, Qt::AlignHCenter);
    column->addSpacing(32);
    column->addWidget(centred(tr("Stack the layers of language models"), TextSize::EmptyTitle, this));
    column->addSpacing(8);
    QLabel* line =
        centred(tr("Drop a model folder, a .loom file or a mergekit YAML here"), TextSize::Body, this);
    line->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(line);
    column->addSpacing(20);
    addButtons(*column);
    column->addSpacing(36);
    m_recentTitle->setFont(textFont(TextSize::Section));
    m_recentTitle->setForegroundRole(QPalette::PlaceholderText);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addWidget(m_recentTitle);
    m_rows->addSpacing(8);
    m_recents->setFixedWidth(kRecentsWidth);
    column->addWidget(m_recents, 0, Qt::AlignHCenter);
    column->addStretch(2);
    m_recents->hide();
}

void EmptyState::addButtons(QVBoxLayout& column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addStretch(1);
    const auto add = [&](const QString& text, const QString& name, void (EmptyState::*signal)()) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(name);
        connect(button, &QPushButton::clicked, this, signal);
        row->addWidget(button);
        return button;
    };
    add(tr("Open model folder…"), u"emptyOpen"_s, &EmptyState::openRequested)->setProperty("primary", true);
    add(tr("Try the sample"), u"emptySample"_s, &EmptyState::sampleRequested);
    add(tr("Paste a recipe"), u"emptyPaste"_s, &EmptyState::pasteRequested);
    row->addStretch(1);
    column.addLayout(row);
}

void EmptyState::setRecents(const std::vector<Recent>& recents)
{
    qDeleteAll(m_recents->findChildren<QAbstractButton*>(Qt::FindDirectChildrenOnly));
    for (const Recent& recent : recents) {
        auto* row = new RecentRow(recent, m_recents);
        m_rows->addWidget(row);
        connect(row, &QAbstractButton::clicked, this,
                [this, path = recent.path] { Q_EMIT recentRequested(path); });
    }
    m_recents->setVisible(!recents.empty());
}

} // namespace layerloom::widgets
