#pragma once

#include <QWidget>

#include <vector>

class QPushButton;

namespace layerloom::widgets {
class LoomCanvas;
}

namespace layerloom::app {

class Document;
class RecipePanel;

/// Recipes for an empty output, as buttons below the place where its layers will be.
class OutputOffer : public QWidget {
    Q_OBJECT

public:
    /// Becomes a sibling of the canvas, which lies over it. All outlive this.
    OutputOffer(const Document& document, RecipePanel& recipes, widgets::LoomCanvas& canvas);

    /// The canvas shows the result of a drag or of a recipe: there is no room for an offer.
    void setTrialShown(bool isShown);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    void place();

    const Document& m_document;
    widgets::LoomCanvas& m_canvas;
    bool m_isTrialShown = false;
    std::vector<QPushButton*> m_buttons; ///< as kOffered
};

} // namespace layerloom::app
