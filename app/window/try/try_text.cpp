#include "app/window/try/try_text.h"

#include "app/base/text.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextCursor>
#include <QVBoxLayout>

namespace layerloom::app {

/// "Stack" and what it is made of, on one line that ends in an ellipsis where there is no room.
class TryText::Heading : public QWidget {
public:
    Heading(QString name, QWidget* parent)
        : QWidget(parent)
        , m_name(std::move(name))
    {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setOwner({});
    }

    void setOwner(const QString& owner)
    {
        m_owner = owner;
        setToolTip(owner);
        setAccessibleName(owner.isEmpty() ? m_name : QStringLiteral("%1: %2").arg(m_name, owner));
        update();
    }

    QSize sizeHint() const override { return {120, fontMetrics().height() + 4}; }
    QSize minimumSizeHint() const override { return {60, fontMetrics().height() + 4}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const widgets::Theme colors = widgets::theme(*this);
        QPainter painter(this);
        painter.setFont(widgets::textFont(widgets::TextSize::Emphasis));
        painter.setPen(colors.text);
        const int width = painter.fontMetrics().horizontalAdvance(m_name);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, m_name);
        painter.setFont(widgets::textFont(widgets::TextSize::Body));
        painter.setPen(colors.text2);
        widgets::drawElided(painter, QRectF(rect()).adjusted(width + 8, 0, 0, 0),
                            Qt::AlignLeft | Qt::AlignVCenter, m_owner, Qt::ElideMiddle);
    }

private:
    QString m_name;
    QString m_owner;
};

TryText::TryText(const QString& name, const QString& objectName, QWidget* parent)
    : QWidget(parent)
    , m_heading(new Heading(name, this))
    , m_figures(new widgets::PlainLabel(this))
    , m_text(new QPlainTextEdit(this))
{
    m_figures->setObjectName(objectName + QStringLiteral("Figures"));
    widgets::setCaption(*m_figures);
    m_text->setObjectName(objectName);
    m_text->setAccessibleName(tr("What the %1 writes").arg(name.toLower()));
    m_text->setPlaceholderText(tr("What the %1 writes appears here").arg(name.toLower()));
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setTabChangesFocus(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setMinimumHeight(fontMetrics().height() + 16);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_heading);
    column->addWidget(m_text, 1);
    column->addWidget(m_figures);
}

void TryText::setOwner(const QString& owner)
{
    m_heading->setOwner(owner);
}

void TryText::setNote(const QString& note)
{
    m_note = note;
    showFigures();
}

void TryText::clear()
{
    m_text->clear();
    m_shown.clear();
    m_progress.clear();
    showFigures();
}

void TryText::show(const TriedText& text, std::uint64_t wanted)
{
    if (text.text.startsWith(m_shown)) {
        append(text.text.mid(m_shown.size()));
    } else {
        m_text->setPlainText(text.text);
    }
    m_shown = text.text;
    if (!text.hasEnded)
        m_progress = tr("%1 of %2 tokens").arg(text.tokens).arg(wanted);
    else if (text.tokensPerSecond > 0)
        m_progress =
            tr("%1 at %2/s")
                .arg(counted(text.tokens, "token"),
                     QLocale().toString(text.tokensPerSecond, 'f', text.tokensPerSecond < 10 ? 1 : 0));
    else
        m_progress = text.tokens == 0 ? tr("ended the text at once") : counted(text.tokens, "token");
    showFigures();
}

// The person's own selection and place stay as they are; who reads at the end stays at the end.
void TryText::append(const QString& text)
{
    if (text.isEmpty())
        return;
    QScrollBar* bar = m_text->verticalScrollBar();
    const bool isAtEnd = bar->value() == bar->maximum();
    QTextCursor end(m_text->document());
    end.movePosition(QTextCursor::End);
    end.insertText(text);
    if (isAtEnd)
        bar->setValue(bar->maximum());
}

void TryText::showFigures()
{
    QStringList parts;
    for (const QString& part : {m_progress, m_note})
        if (!part.isEmpty())
            parts.append(part);
    m_figures->setText(parts.join(QStringLiteral(" · ")));
}

} // namespace layerloom::app
