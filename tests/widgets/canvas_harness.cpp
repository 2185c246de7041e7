#include "tests/widgets/canvas_harness.h"

#include "core/model/model.h"
#include "core/notation/layer_expression.h"
#include "core/stack/commands.h"
#include "widgets/canvas/canvas_commands.h"

#include <QApplication>

#include <stdexcept>

namespace layerloom::tests {

namespace {

/// The shape of the sample's models.
TinyOptions loomling(std::uint64_t hidden)
{
    return {.layers = 32,
            .hidden = hidden,
            .intermediate = 176,
            .heads = 4,
            .keyValueHeads = 2,
            .vocabulary = 512,
            .sparse = true};
}

} // namespace

CanvasModels::CanvasModels() = default;

core::Source CanvasModels::opened(const std::string& label, const TinyOptions& options)
{
    const auto folder = writeTinyCheckpoint(m_folder / label, options);
    core::Source source = core::sourceFor(core::openModel(folder).value(), folder.string());
    source.label = label;
    return source;
}

core::Source CanvasModels::small(const std::string& label)
{
    return opened(label, loomling(64));
}

core::Source CanvasModels::wide(const std::string& label)
{
    return opened(label, loomling(96));
}

core::Source CanvasModels::large(const std::string& label)
{
    return opened(label, llama2of70b());
}

core::Stack stackOf(std::vector<core::Source> sources, const std::string& expression)
{
    core::Stack stack;
    stack.setup.sources = std::move(sources);
    const core::ParsedExpression parsed = core::parseExpression(expression, core::expressionModels(stack));
    if (parsed.mistake)
        throw std::invalid_argument(parsed.mistake->message);
    stack.blocks = parsed.blocks;
    return stack;
}

Loom::Loom(core::Stack first)
    : stack(std::move(first))
{
    connect(&canvas, &widgets::LoomCanvas::editRequested, this,
            [this](const core::Edits& edits, const QString& text) {
                m_before.push_back(stack);
                for (const core::Edit& edit : edits)
                    core::apply(stack, edit);
                steps.append(text);
                show();
            });
    connect(&canvas, &widgets::LoomCanvas::editRefused, this,
            [this](const QString& sentence) { refusals.append(sentence); });
    connect(&canvas, &widgets::LoomCanvas::pasteRefused, this,
            [this](const QString&, const QString& reason) { refusals.append(reason); });
    widgets::addCommandActions(canvas, widgets::canvasCommands());
    canvas.resize(756, 518);
    canvas.show();
    // Shortcuts need an active window and the focus.
    QApplication::setActiveWindow(&canvas);
    canvas.setFocus();
    show();
}

void Loom::undo()
{
    stack = m_before.back();
    m_before.pop_back();
    show();
}

void Loom::show()
{
    auto shared = std::make_shared<const core::Stack>(stack);
    canvas.setStack(shared, std::make_shared<const core::Preview>(core::preview(*shared)));
}

} // namespace layerloom::tests
