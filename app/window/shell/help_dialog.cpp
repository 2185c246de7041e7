#include "app/window/shell/help_dialog.h"

#include "app/window/recipe/recipe_catalog.h"

#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace layerloom::app {

namespace {

QString section(const QString& name, const QString& text)
{
    return QStringLiteral("<p><b>%1</b><br>%2</p>").arg(name, text);
}

QString words()
{
    const std::array entries {
        std::pair(HelpDialog::tr("Layer"),
                  HelpDialog::tr("One decoder layer of a model, model.layers.0 and so on. Layers are counted "
                                 "from 0; layer 0 is at "
                                 "the input side, next to the embeddings.")),
        std::pair(HelpDialog::tr("Slice"),
                  HelpDialog::tr("Layers of one model that follow each other in the output. A[8:32] are the "
                                 "layers 8 to 31: as in "
                                 "Python, the second number is not included.")),
        std::pair(
            HelpDialog::tr("Seam"),
            HelpDialog::tr(
                "A place in the output where the next layer is not the one that followed in the model.")),
        std::pair(
            HelpDialog::tr("Layer distance"),
            HelpDialog::tr(
                "How far the two layers at a seam lie apart in their models: from layer 23 to layer 8 it is "
                "15, "
                "inside a slice it is 1 (SOLAR 10.7B, arXiv 2312.15166). It is a number, not a verdict.")),
        std::pair(HelpDialog::tr("Activation distance"),
                  HelpDialog::tr("The angle between the hidden state that a layer gets and the one it gets "
                                 "in its own model, on a text. \"Equals 3.1 ordinary layers\" is the same in "
                                 "units of the angle by which a layer of that model turns the state.")),
        std::pair(HelpDialog::tr("Predicted Δloss"),
                  HelpDialog::tr("The loss increase on a text, in nats per token, predicted from the "
                                 "measurements of the models. It ranks stacks; running the stack is exact "
                                 "for that text. Neither is a measure of quality.")),
        std::pair(HelpDialog::tr("Merge"),
                  HelpDialog::tr("Writes the output as a checkpoint. Layers are copied byte for byte, and "
                                 "the result is compared "
                                 "with its sources. The sources are never changed.")),
    };
    QString text;
    for (const auto& [name, meaning] : entries)
        text += section(name, meaning);
    return text;
}

QString recipeTexts()
{
    QString text;
    for (const core::Recipe* recipe : offeredRecipes()) {
        QString meaning = recipeText(recipe->explanation);
        if (*recipe->reference)
            meaning += QStringLiteral(" <a href=\"%1\">%1</a>").arg(QLatin1String(recipe->reference));
        text += section(recipeText(recipe->title), meaning);
    }
    return text;
}

} // namespace

HelpDialog::HelpDialog(QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("helpDialog"));
    setWindowTitle(tr("Words and recipes"));
    auto* text = new QTextBrowser(this);
    text->setAccessibleName(tr("Words and recipes"));
    text->setFrameShape(QFrame::NoFrame);
    text->setOpenExternalLinks(true);
    text->setHtml(
        QStringLiteral("<h3>%1</h3>%2<h3>%3</h3>%4").arg(tr("Words"), words(), tr("Recipes"), recipeTexts()));
    text->document()->setDocumentMargin(12);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->addWidget(text, 1);
    column->addWidget(buttons);
    resize(560, 600);
}

} // namespace layerloom::app
