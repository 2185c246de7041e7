#pragma once

#include "app/window/lists/problems_model.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QTreeView;

namespace layerloom::app {

/// What is wrong with the output or worth knowing, each with the place and what removes it.
class ProblemsView : public QWidget {
    Q_OBJECT

public:
    explicit ProblemsView(Document& document, QWidget* parent = nullptr);

    /// "Problems", or "Problems · 2".
    QString title() const;
    /// Goes to the next or previous problem, round at the ends, and shows it.
    void step(int direction);
    /// Applies the first fix of the current problem.
    void fixCurrent();

Q_SIGNALS:
    void titleChanged();
    /// The place of a problem should be shown.
    void showRequested(const layerloom::core::Problem& problem);
    /// A fix that must ask first (Locate…, Choose…).
    void helpRequested(const layerloom::core::Problem& problem, const layerloom::core::Fix& fix);

private:
    void follow();
    void addLinks(int row);
    void fitColumns();
    void apply(int row, std::size_t fix);
    QWidget* buildFixes(int row);

    Document& m_document;
    ProblemsModel* m_model;
    QStackedLayout* m_pages;
    QLabel* m_empty;
    QTreeView* m_view;
};

} // namespace layerloom::app
