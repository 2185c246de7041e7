#pragma once

#include "app/jobs/merge_queue.h"

#include <QObject>

namespace layerloom::app {

class Actions;
class Panels;

/// The commands that act on a panel: recipes, problems, the filter of the library, and the jobs.
class PanelCommands : public QObject {
    Q_OBJECT

public:
    PanelCommands(Panels& panels, MergeQueue& queue, Actions& actions, QObject* parent);

private:
    void bindRecipe(Actions& actions);
    void addRecipeMenu(Actions& actions);
    void bindProblems(Actions& actions);
    void stepProblem(int direction);

    Panels& m_panels;
};

} // namespace layerloom::app
