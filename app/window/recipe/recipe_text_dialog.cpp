#include "app/window/recipe/recipe_text_dialog.h"

#include "app/base/text.h"
#include "app/window/controls/dialog_buttons.h"
#include "core/notation/layer_expression.h"
#include "core/notation/mergekit_import.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace layerloom::app {

namespace {

// True when an expression takes layers of models behind the first `count` ones, or when there are none.
bool namesOtherModels(const QString& text, std::size_t count)
{
    static const QRegularExpression kLetter(QStringLiteral("\\b([A-Z])\\b"));
    auto letters = kLetter.globalMatch(text);
    while (letters.hasNext())
        if (static_cast<std::size_t>(letters.next().captured(1).at(0).unicode() - u'A') >= count)
            return true;
    return count == 0 && !text.trimmed().isEmpty();
}

} // namespace

RecipeTextDialog::RecipeTextDialog(const Document& document, const QString& text, QWidget* parent)
    : QDialog(parent)
    , m_document(document)
    , m_edit(new QPlainTextEdit(text, this))
    , m_line(new widgets::PlainLabel(this))
    , m_addModel(new QPushButton(tr("Choose a model…"), this))
{
    setObjectName(QStringLiteral("recipeTextDialog"));
    setWindowTitle(tr("Recipe or layer expression"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 16);
    column->setSpacing(12);
    auto* label =
        new widgets::PlainLabel(tr("A mergekit configuration, or layers such as A[0:24] A[8:32]"), this);
    label->setBuddy(m_edit);
    m_edit->setAccessibleName(tr("Recipe"));
    m_edit->setFont(widgets::textFont(widgets::TextSize::Code));
    m_edit->setTabChangesFocus(true);
    m_line->setWordWrap(true);
    m_line->setForegroundRole(QPalette::PlaceholderText);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &RecipeTextDialog::read);
    column->addWidget(label);
    column->addWidget(m_edit, 1);
    m_addModel->setObjectName(QStringLiteral("recipeAddModel"));
    m_addModel->setAutoDefault(false);
    connect(m_addModel, &QPushButton::clicked, this, &RecipeTextDialog::modelWanted);
    // A model that was chosen is read meanwhile.
    connect(&document, &Document::changed, this, &RecipeTextDialog::read);
    column->addWidget(m_line);
    column->addWidget(m_addModel, 0, Qt::AlignLeft);
    m_accept = addDialogButtons(*this, *column, tr("Apply"));
    resize(widgets::scaledToFont(560), widgets::scaledToFont(400));
    read();
}

QString RecipeTextDialog::text() const
{
    return m_edit->toPlainText();
}

void RecipeTextDialog::read()
{
    m_blocks.clear();
    const QString typed = text();
    m_addModel->setVisible(false);
    if (core::isMergekitRecipe(typed.toStdString())) {
        m_line->setText(tr("A mergekit recipe. It replaces the document."));
        m_accept->setEnabled(true);
        return;
    }
    const core::Stack& stack = m_document.stack();
    const auto parsed = core::parseExpression(typed.toStdString(), core::expressionModels(stack));
    if (parsed.mistake) {
        m_line->setText(typed.trimmed().isEmpty() ? QString() : sentence(parsed.mistake->message));
        m_addModel->setVisible(namesOtherModels(typed, stack.setup.sources.size()));
    } else {
        m_blocks = parsed.blocks;
        m_line->setText(m_blocks.empty() ? QString() : counted(m_blocks.size(), "layer"));
    }
    m_accept->setEnabled(!m_blocks.empty());
}

} // namespace layerloom::app
