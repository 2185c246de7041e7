#pragma once

#include "core/checks/preview.h"
#include "widgets/controls/sheet.h"

#include <memory>

class QStackedWidget;

namespace layerloom::widgets {
class EmptyState;
class LoomCanvas;
class MessageBar;
class SummaryStrip;
} // namespace layerloom::widgets

namespace layerloom::app {

class Document;
class RecentFiles;

/// The middle of the window: the message bar, and below it either the page of an empty document or the summary strip
/// with the canvas.
class Centre : public widgets::Sheet {
    Q_OBJECT

public:
    /// Takes the canvas as a child.
    Centre(widgets::LoomCanvas& canvas, QWidget* parent);

    widgets::EmptyState& emptyState() { return *m_empty; }
    widgets::MessageBar& messageBar() { return *m_message; }
    widgets::SummaryStrip& summary() { return *m_summary; }

    void show(const Document& document);
    void showRecent(const RecentFiles& files);
    void report(const QString& text, bool isError);

private:
    widgets::LoomCanvas& m_canvas;
    widgets::MessageBar* m_message;
    widgets::SummaryStrip* m_summary;
    widgets::EmptyState* m_empty;
    QStackedWidget* m_pages;
};

} // namespace layerloom::app
