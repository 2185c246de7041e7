#include "app/window/recipe/expression_bar.h"

#include "app/base/text.h"
#include "app/window/recipe/expression_edit.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "widgets/controls/plain_text.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>

namespace layerloom::app {

namespace {

QString meaningOf(const core::Blocks& blocks, std::size_t slices)
{
    return ExpressionBar::tr("%1, %2").arg(counted(blocks.size(), "layer"), counted(slices, "slice"));
}

int characters(const std::string& text, std::size_t bytes)
{
    return static_cast<int>(QString::fromStdString(text.substr(0, bytes)).size());
}

} // namespace

ExpressionBar::ExpressionBar(Document& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_edit(new ExpressionEdit(this))
{
    auto* label = new widgets::PlainLabel(tr("Layers"), this);
    label->setBuddy(m_edit);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 0, 8, 0);
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(m_edit, 1);

    connect(&document, &Document::changed, this, &ExpressionBar::showDocument);
    connect(m_edit, &QLineEdit::textEdited, this, &ExpressionBar::showTyped);
    connect(m_edit, &QLineEdit::returnPressed, this, &ExpressionBar::apply);
    connect(m_edit, &ExpressionEdit::linesPasted, this, &ExpressionBar::linesPasted);
    connect(m_edit, &ExpressionEdit::escapePressed, this, [this] {
        showDocument();
        Q_EMIT done();
    });
    showDocument();
}

void ExpressionBar::activate()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void ExpressionBar::type(const QString& text)
{
    activate();
    m_edit->setText(text);
    showTyped();
}

void ExpressionBar::showDocument()
{
    const core::Stack& stack = m_document.stack();
    const bool usable = !stack.setup.sources.empty();
    m_edit->setEnabled(usable);
    m_edit->setPlaceholderText(usable ? tr("Type layers, such as A[0:24] A[8:32]")
                                      : tr("Open a model first"));
    m_edit->setToolTip(
        usable ? tr("The layers of the output; A[0:24] are the first 24 layers of model A (Ctrl+L)")
               : tr("A layer expression names layers of models: open one first"));
    m_edit->setText(QString::fromStdString(core::formatExpression(stack.blocks)));
    m_edit->setCursorPosition(0);
    // An opened document may name layers that do not exist: typing would refuse them.
    const bool allExist = std::ranges::all_of(stack.blocks, [&stack](const core::Block& block) {
        return block.layer < core::LayerIndex::from(stack.setup.sources[block.source.value].layers);
    });
    // What is not being typed is counted in the summary.
    if (allExist)
        m_edit->showNothing();
    else
        showTyped();
}

void ExpressionBar::showTyped()
{
    const core::Stack& stack = m_document.stack();
    const std::string text = m_edit->text().toStdString();
    const core::ParsedExpression parsed = core::parseExpression(text, core::expressionModels(stack));
    if (parsed.mistake) {
        const int begin = characters(text, parsed.mistake->position);
        const int end = characters(text, parsed.mistake->position + parsed.mistake->length);
        m_edit->showMistake(begin, end - begin, QString::fromStdString(parsed.mistake->message));
        return;
    }
    core::Stack trial;
    trial.blocks = parsed.blocks;
    m_edit->showMeaning(meaningOf(parsed.blocks, core::slices(trial).size()));
}

void ExpressionBar::apply()
{
    const core::Stack& stack = m_document.stack();
    const auto parsed = core::parseExpression(m_edit->text().toStdString(), core::expressionModels(stack));
    if (parsed.mistake) {
        showTyped();
        return;
    }
    m_document.edit(
        core::replaceAll(stack, parsed.blocks),
        tr("Set the layers to %1").arg(QString::fromStdString(core::formatExpression(parsed.blocks))));
    showDocument();
    Q_EMIT done();
}

} // namespace layerloom::app
