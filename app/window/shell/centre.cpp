#include "app/window/shell/centre.h"

#include "app/document/document.h"
#include "app/workspace/recent_files.h"
#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/message_bar.h"
#include "widgets/controls/summary_strip.h"

#include <QDateTime>
#include <QFileInfo>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <vector>

namespace layerloom::app {

Centre::Centre(const Document& document, widgets::LoomCanvas& canvas, QWidget* parent)
    : Sheet(parent)
    , m_document(document)
    , m_canvas(canvas)
    , m_message(new widgets::MessageBar(this))
    , m_summary(new widgets::SummaryStrip(this))
    , m_empty(new widgets::EmptyState(this))
{
    auto* loom = new QWidget(this);
    m_column = new QVBoxLayout(loom);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addWidget(m_summary);
    m_column->addWidget(&canvas, 1);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(loom);
    addWidget(m_pages, 1);
    connect(m_message, &widgets::MessageBar::heightChanged, this, &Centre::placeMessage);
}

void Centre::addStrip(QWidget* strip)
{
    m_column->insertWidget(m_column->indexOf(&m_canvas), strip);
}

void Centre::placeMessage()
{
    const int height = m_message->heightForWidth(width());
    m_message->setGeometry(0, this->height() - height, width(), height);
    m_message->raise();
}

void Centre::resizeEvent(QResizeEvent* event)
{
    Sheet::resizeEvent(event);
    placeMessage();
}

void Centre::show()
{
    m_pages->setCurrentIndex(m_document.isEmpty() ? 0 : 1);
    m_canvas.setStack(m_document.snapshot(), m_document.preview());
    m_summary->setFacts(m_document.snapshot(), m_document.preview());
}

void Centre::showRecent(const RecentFiles& files)
{
    std::vector<widgets::EmptyState::Recent> rows;
    const QDateTime now = QDateTime::currentDateTime();
    for (const RecentFile& file : files.list()) {
        const QString facts = file.loss.isEmpty() ? file.detail : tr("%1 · %2").arg(file.detail, file.loss);
        rows.push_back({.path = file.path,
                        .name = QFileInfo(file.path).fileName(),
                        .facts = file.exists ? facts : tr("no longer exists"),
                        .when = whenOpened(file.opened, now),
                        .missing = !file.exists});
    }
    m_empty->setRecents(rows);
}

void Centre::report(const QString& text, bool isError)
{
    using Kind = widgets::MessageBar::Kind;
    const auto isAsBefore = [this, path = m_document.path(), blocks = m_document.stack().blocks,
                             isModified = m_document.isModified()] {
        const bool isSaved = isModified && !m_document.isModified();
        return !isSaved && m_document.path() == path && m_document.stack().blocks == blocks;
    };
    m_message->showMessage(isError ? Kind::Error : Kind::Advice, text, {}, isAsBefore);
}

} // namespace layerloom::app
