#pragma once

#include "app/document/document.h"
#include "app/window/recipe/recipe_catalog.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QStackedLayout;

namespace layerloom::app {

class NumberRow;

/// Chooses a recipe and its parameters, describes the result, previews it over the output, and applies it.
class RecipePanel : public QWidget {
    Q_OBJECT

public:
    explicit RecipePanel(Document& document, QWidget* parent = nullptr);
    ~RecipePanel() override;

    bool isPreviewing() const { return m_beforePreview.has_value(); }
    /// Ends the preview and restores the parameters from before it.
    void cancelPreview();
    void setPreviewing(bool on);
    void apply();
    /// Asks for the recipe's blocks to be inserted at the caret.
    void insert();
    /// Shows a recipe by its index in offeredRecipes().
    void choose(int recipe);
    /// Applies a recipe, by its index, with its initialInput().
    void start(int recipe);
    /// True when the numbers make a stack.
    bool isValid() const { return m_outcome.has_value(); }

Q_SIGNALS:
    /// The stack of the preview; null when the preview ends.
    void previewChanged(std::shared_ptr<const layerloom::core::Stack> stack);
    void insertRequested(const layerloom::core::Blocks& blocks, const QString& text);
    /// isValid() may have changed.
    void validityChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct State {
        int recipe = 0;
        int first = 0; ///< rows of the model lists
        int second = 0;
        core::RecipeInput input;
    };

    QWidget* buildForm();
    void buildModels(QWidget* form);
    QLayout* buildButtons(QWidget* form);
    void connectForm();
    void followDocument();
    void buildRows();
    void offerTwoModels();
    void readModels();
    void readModelsAndNumbers();
    void readSources();
    void resetNumbers();
    void setNumber(std::size_t parameter, int value);
    void showNumbers();
    void recompute();
    void showOutcome(const core::Result<RecipeOutcome>& outcome);
    void explain();
    const core::Recipe& recipe() const;

    Document& m_document;
    core::RecipeInput m_input;
    std::optional<RecipeOutcome> m_outcome;
    std::optional<State> m_beforePreview;
    std::optional<std::pair<QString, core::Blocks>>
        m_applied; ///< title and output of the recipe applied last

    QStackedLayout* m_pages = nullptr;
    QComboBox* m_recipes = nullptr;
    QComboBox* m_first = nullptr;
    QComboBox* m_second = nullptr;
    QLabel* m_secondLabel = nullptr;
    QGridLayout* m_grid = nullptr;
    std::vector<NumberRow*> m_rows; ///< one per parameter; null for those without a number
    QLabel* m_line = nullptr;
    QPushButton* m_preview = nullptr;
    QPushButton* m_apply = nullptr;
};

} // namespace layerloom::app
