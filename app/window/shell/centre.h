#pragma once

#include "core/checks/preview.h"
#include "widgets/controls/sheet.h"

#include <memory>

class QStackedWidget;
class QVBoxLayout;

namespace layerloom::widgets {
class EmptyState;
class LoomCanvas;
class MessageBar;
class SummaryStrip;
} // namespace layerloom::widgets

namespace layerloom::app {

class Document;
class RecentFiles;

/// The middle of the window: either the page of an empty document, or the summary strip with the canvas; and the message
/// bar, which lies over their lower edge.
class Centre : public widgets::Sheet {
    Q_OBJECT

public:
    /// Takes the canvas as a child.
    Centre(const Document& document, widgets::LoomCanvas& canvas, QWidget* parent);

    widgets::EmptyState& emptyState() { return *m_empty; }
    widgets::MessageBar& messageBar() { return *m_message; }
    widgets::SummaryStrip& summary() { return *m_summary; }

    /// Takes a widget to show between the summary and the canvas.
    void addStrip(QWidget* strip);
    /// Shows the document as it is now.
    void show();
    void showRecent(const RecentFiles& files);
    /// Shows a message about something that was tried. It goes when the person goes on: when the layers change, the document
    /// is saved, or another one is opened.
    void report(const QString& text, bool isError);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeMessage();

    const Document& m_document;
    widgets::LoomCanvas& m_canvas;
    widgets::MessageBar* m_message;
    widgets::SummaryStrip* m_summary;
    widgets::EmptyState* m_empty;
    QStackedWidget* m_pages = nullptr;
    QVBoxLayout* m_column = nullptr; ///< of the page with the canvas
};

} // namespace layerloom::app
