#include "app/window/shell/panel_commands.h"

#include "app/window/library/library_panel.h"
#include "app/window/lists/problems_view.h"
#include "app/window/recipe/recipe_catalog.h"
#include "app/window/recipe/recipe_panel.h"
#include "app/window/shell/actions.h"
#include "app/window/shell/panels.h"

#include <QAction>
#include <QMenu>

namespace layerloom::app {

PanelCommands::PanelCommands(Panels& panels, MergeQueue& queue, Actions& actions, QObject* parent)
    : QObject(parent)
    , m_panels(panels)
{
    bindRecipe(actions);
    addRecipeMenu(actions);
    bindProblems(actions);
    actions.bind("edit.filter", [this] {
        m_panels.raise(PanelId::Library);
        m_panels.widgets().library->activateFilter();
    });
    actions.bind("merge.cancel", [&queue] { queue.cancelAll(); });
    actions.bind("merge.clear", [&queue] { queue.clearFinished(); });
}

void PanelCommands::bindRecipe(Actions& actions)
{
    RecipePanel* recipe = m_panels.widgets().recipe;
    actions.bindToggle("recipe.preview", [recipe](bool on) { recipe->setPreviewing(on); });
    actions.bind("recipe.apply", [recipe] { recipe->apply(); });
    actions.bind("recipe.insert", [recipe] { recipe->insert(); });
}

void PanelCommands::addRecipeMenu(Actions& actions)
{
    QMenu* menu = actions.menu("recipe");
    QAction* before = actions.action("recipe.preview");
    int index = 0;
    for (const core::Recipe* recipe : offeredRecipes()) {
        auto* action = new QAction(recipeText(recipe->title), this);
        connect(action, &QAction::triggered, this, [this, index] {
            m_panels.raise(PanelId::Recipe);
            m_panels.widgets().recipe->choose(index);
        });
        menu->insertAction(before, action);
        ++index;
    }
    menu->insertSeparator(before);
}

void PanelCommands::bindProblems(Actions& actions)
{
    actions.bind("select.nextProblem", [this] { stepProblem(1); });
    actions.bind("select.previousProblem", [this] { stepProblem(-1); });
    actions.bind("select.fixProblem", [this] { m_panels.widgets().problems->fixCurrent(); });
}

void PanelCommands::stepProblem(int direction)
{
    m_panels.raise(PanelId::Problems);
    m_panels.widgets().problems->step(direction);
}

} // namespace layerloom::app
