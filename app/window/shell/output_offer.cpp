#include "app/window/shell/output_offer.h"

#include "app/base/text.h"
#include "app/document/document.h"
#include "app/window/recipe/recipe_panel.h"
#include "widgets/canvas/loom_canvas.h"

#include <QEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <string_view>

namespace layerloom::app {

namespace {

struct OfferedRecipe {
    std::string_view id;
    const char* text;
};
constexpr std::array kOffered {
    OfferedRecipe {"dus", QT_TRANSLATE_NOOP("layerloom::app::OutputOffer", "Depth up-scaling (DUS): %1")},
    OfferedRecipe {"idus", QT_TRANSLATE_NOOP("layerloom::app::OutputOffer", "Interlocked (iDUS): %1")}};
constexpr int kGapAbove = 12;

int indexOfRecipe(std::string_view id)
{
    const auto& offered = offeredRecipes();
    const auto found =
        std::ranges::find_if(offered, [id](const core::Recipe* recipe) { return recipe->id == id; });
    return static_cast<int>(found - offered.begin());
}

} // namespace

OutputOffer::OutputOffer(const Document& document, RecipePanel& recipes, widgets::LoomCanvas& canvas)
    : QWidget(canvas.parentWidget())
    , m_document(document)
    , m_canvas(canvas)
{
    setObjectName(QStringLiteral("outputOffer"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    for (const auto& [id, text] : kOffered) {
        const int index = indexOfRecipe(id);
        auto* button = new QPushButton(this);
        button->setObjectName(QStringLiteral("offer_")
                              + QLatin1String(id.data(), static_cast<int>(id.size())));
        button->setToolTip(recipeText(offeredRecipes()[static_cast<std::size_t>(index)]->explanation));
        connect(button, &QPushButton::clicked, this, [this, &recipes, index] {
            recipes.start(index);
            m_canvas.setFocus(Qt::OtherFocusReason);
        });
        column->addWidget(button, 0, Qt::AlignHCenter);
        m_buttons.push_back(button);
    }
    // The lanes move without a signal: what is painted anew may lie elsewhere.
    canvas.viewport()->installEventFilter(this);
    connect(&document, &Document::changed, this, &OutputOffer::follow);
    follow();
}

void OutputOffer::setTrialShown(bool isShown)
{
    m_isTrialShown = isShown;
    follow();
}

bool OutputOffer::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Paint && !isHidden())
        QMetaObject::invokeMethod(this, &OutputOffer::place, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void OutputOffer::follow()
{
    const core::Stack& stack = m_document.stack();
    const auto& sources = stack.setup.sources;
    const bool isEmpty =
        stack.blocks.empty() && !sources.empty() && sources.front().layers > 0 && !m_isTrialShown;
    setVisible(isEmpty);
    if (!isEmpty)
        return;
    for (std::size_t i = 0; i < kOffered.size(); ++i) {
        const core::Recipe& recipe =
            *offeredRecipes()[static_cast<std::size_t>(indexOfRecipe(kOffered.at(i).id))];
        const auto outcome = applyRecipe(recipe, stack, initialInput(recipe, stack));
        m_buttons[i]->setVisible(static_cast<bool>(outcome));
        if (outcome)
            m_buttons[i]->setText(
                tr(kOffered.at(i).text).arg(counted(outcome->stack.blocks.size(), "layer")));
    }
    place();
}

void OutputOffer::place()
{
    const QRect output = m_canvas.outputRect();
    const QPoint corner = m_canvas.mapToParent(output.bottomLeft());
    const int height = sizeHint().height();
    const int lowest = m_canvas.geometry().bottom() - height;
    setGeometry(corner.x(), std::min(corner.y() + kGapAbove, lowest), output.width(), height);
    raise();
}

} // namespace layerloom::app
