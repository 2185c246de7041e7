#pragma once

#include "widgets/canvas/canvas_editor.h"

#include <QCoreApplication>
#include <QString>

namespace layerloom::widgets {

/// Commands that change slices and seams of the output in place.
class SliceEditor {
    Q_DECLARE_TR_FUNCTIONS(SliceEditor)
public:
    /// All outlive this.
    SliceEditor(const CanvasContent& content, CanvasSelection& selection, const CanvasViewport& viewport,
                CanvasEditor& editor);

    /// Shifts the layers of the slice at the selection; its length stays.
    void slip(int layers);
    void splitAtCaret();
    void joinAtCaret();
    /// Moves a seam; the length of the output stays.
    void roll(std::size_t seam, int layers);
    /// Side -1: changes the end of the slice before the seam; +1: the beginning of the slice after it.
    void trim(std::size_t seam, int side, int layers);
    /// Sets the layers of a slice to a range such as "20-59" or "range(20, 60)", or reports the mistake.
    void setRange(const core::Slice& slice, const QString& text);

private:
    const CanvasContent& m_content;
    CanvasSelection& m_selection;
    const CanvasViewport& m_viewport;
    CanvasEditor& m_editor;
};

} // namespace layerloom::widgets
