#include "app/window/shell/main_tool_bar.h"

#include "app/window/recipe/expression_bar.h"
#include "app/window/shell/actions.h"
#include "widgets/controls/elided_label.h"
#include "widgets/controls/text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kToolBarHeight = 40;
constexpr int kObstacleWidth = 300;

QToolButton* toolButton(QAction* action, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')).remove(QStringLiteral("…")));
    button->setFocusPolicy(Qt::TabFocus);
    button->setFixedSize(28, 28);
    return button;
}

} // namespace

MainToolBar::MainToolBar(Document& document, Actions& actions, QWidget* parent)
    : QToolBar(tr("Tool bar"), parent)
{
    setObjectName(QStringLiteral("toolBar"));
    setMovable(false);
    setIconSize(QSize(20, 20));
    const int lines = 2 * QFontMetrics(widgets::textFont(widgets::TextSize::Caption)).lineSpacing();
    setFixedHeight(std::max({kToolBarHeight, fontMetrics().height() + 24, lines + 16}));
    toggleViewAction()->setVisible(false);
    addButtons(actions, {"file.new", "file.open", "file.save"});
    addButtons(actions, {"edit.undo", "edit.redo"});
    m_expression = new ExpressionBar(document, this);
    addWidget(m_expression);
    addWidget(buildMerge(actions));
    connect(m_merge, &QPushButton::clicked, actions.action("merge.merge"), &QAction::trigger);
}

void MainToolBar::addButtons(const Actions& actions, std::initializer_list<const char*> ids)
{
    for (const char* id : ids)
        addWidget(toolButton(actions.action(id), this));
    addSeparator();
}

QWidget* MainToolBar::buildMerge(const Actions& actions)
{
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_obstacle = new widgets::ElidedLabel(Qt::ElideRight, box);
    m_obstacle->setObjectName(QStringLiteral("mergeButtonReason"));
    m_obstacle->setFont(widgets::textFont(widgets::TextSize::Caption));
    m_obstacle->setForegroundRole(QPalette::PlaceholderText);
    m_obstacle->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_obstacle->setMostLines(2);
    m_obstacle->setMaximumWidth(widgets::scaledToFont(kObstacleWidth));
    m_obstacle->setFixedHeight(2 * m_obstacle->fontMetrics().lineSpacing());
    m_merge = new QPushButton(tr("Merge…"), box);
    m_merge->setObjectName(QStringLiteral("mergeButton"));
    m_merge->setProperty("primary", true);
    m_merge->setToolTip(toolTipFor(*actions.action("merge.merge")));
    m_merge->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    row->addStretch();
    row->addWidget(m_obstacle);
    row->addWidget(m_merge);
    box->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    return box;
}

QWidget& MainToolBar::mergeButton()
{
    return *m_merge;
}

void MainToolBar::setMergeEnabled(bool enabled)
{
    m_merge->setEnabled(enabled);
}

void MainToolBar::showObstacle(const QString& reason)
{
    m_obstacle->setText(reason);
    m_obstacle->setToolTip(reason);
    m_obstacle->setVisible(!reason.isEmpty());
}

} // namespace layerloom::app
