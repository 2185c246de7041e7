#pragma once

#include "widgets/canvas/canvas_scene.h"

class QPainter;

namespace layerloom::widgets {

/// A run of adjacent blocks of one source, drawn as one piece.
struct BlockRun {
    int track = kOutputTrack;
    int begin = 0;
    int end = 0;
    bool roundLeft = true;
    bool roundRight = true;
};
/// Draws the blocks of a run: fill, dividers, hatching of repeats, texts.
void paintRun(QPainter& painter, const CanvasScene& scene, const BlockRun& run);

} // namespace layerloom::widgets
