#pragma once

#include "app/document/document.h"
#include "core/checks/problems.h"

#include <QObject>

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

/// Selects a problem, a seam or a pair of layers on the canvas and scrolls there.
class Navigator : public QObject {
    Q_OBJECT

public:
    Navigator(Document& document, widgets::LoomCanvas& canvas, QObject* parent);

    void showProblem(const core::Problem& problem);
    void showLongestSeam();
    /// The place where layer `to` runs after layer `from`; a seam before others.
    void showPair(int from, int to);

private:
    void showSeam(const core::Seam& seam);

    Document& m_document;
    widgets::LoomCanvas& m_canvas;
};

} // namespace layerloom::app
