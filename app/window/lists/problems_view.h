#pragma once

#include "app/window/lists/problems_model.h"

#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QStackedLayout;
class QTreeView;

namespace layerloom::app {

/// The list of problems, each with a link to its place in the output and its fixes.
class ProblemsView : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsView(Document& document, QWidget* parent = nullptr);

    /// "Problems", or "Problems · 2".
    QString title() const;
    /// Goes to the next (1) or previous (-1) problem, wrapping around, and shows it.
    void step(int direction);
    /// Requests the first fix of the current problem.
    void fixCurrent();

Q_SIGNALS:
    void titleChanged();
    /// The place of a problem should be shown.
    void showRequested(const layerloom::core::Problem& problem);
    /// The person wants a fix of a problem.
    void fixRequested(const layerloom::core::Problem& problem, const layerloom::core::Fix& fix);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    /// What can be done about a problem.
    struct Choice {
        QString text;
        QString name; ///< of its link
        std::function<void()> run;
    };

    void follow();
    void addLinks(int row);
    void fitColumns();
    void requestFix(int row, std::size_t fix);
    std::vector<Choice> choicesFor(int row);
    QWidget* buildFixes(int row);

    Document& m_document;
    ProblemsModel* m_model;
    QStackedLayout* m_pages;
    QLabel* m_empty;
    QTreeView* m_view;
};

} // namespace layerloom::app
