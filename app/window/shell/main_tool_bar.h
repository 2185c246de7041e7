#pragma once

#include <QToolBar>

class QPushButton;

namespace layerloom::widgets {
class ElidedLabel;
}

namespace layerloom::app {

class Actions;
class Document;
class ExpressionBar;

/// New, open, save, undo, redo, the layer expression, and the Merge… button with the reason why it is disabled.
class MainToolBar : public QToolBar {
    Q_OBJECT

public:
    MainToolBar(Document& document, Actions& actions, QWidget* parent);

    ExpressionBar& expression() { return *m_expression; }
    QWidget& mergeButton();
    void setMergeEnabled(bool enabled);
    /// Shows why the document cannot be merged; an empty text hides the label.
    void showObstacle(const QString& reason);

private:
    void addButtons(const Actions& actions, std::initializer_list<const char*> ids);
    QWidget* buildMerge(const Actions& actions);

    ExpressionBar* m_expression = nullptr;
    widgets::ElidedLabel* m_obstacle = nullptr;
    QPushButton* m_merge = nullptr;
};

} // namespace layerloom::app
