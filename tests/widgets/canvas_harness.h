#pragma once

#include "tests/support/tiny_checkpoint.h"
#include "widgets/canvas/loom_canvas.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace layerloom::tests {

/// Sources of real shapes, header-only, opened once for a whole test program.
class CanvasModels {
public:
    CanvasModels();

    core::Source small(const std::string& label); ///< 32 layers, 64 wide
    core::Source wide(const std::string& label); ///< 32 layers, 96 wide
    core::Source large(const std::string& label); ///< Llama-2-70B: 80 layers

private:
    core::Source opened(const std::string& label, const TinyOptions& options);

    TemporaryFolder m_folder;
};

core::Stack stackOf(std::vector<core::Source> sources, const std::string& expression);

/// A canvas with a stack that follows its edits, as the window does it, with an undo of sorts.
class Loom : public QObject {
    Q_OBJECT
public:
    explicit Loom(core::Stack first);

    widgets::LoomCanvas canvas;
    core::Stack stack;
    QStringList steps;
    QStringList refusals;

    void undo();
    QString expression() const { return canvas.expression(); }
    QPoint block(int track, int index) const { return canvas.blockRect(track, index).center(); }
    QPoint bar(int slice) const { return canvas.sliceBarRect(slice).center(); }

private:
    void show();

    std::vector<core::Stack> m_before;
};

} // namespace layerloom::tests
