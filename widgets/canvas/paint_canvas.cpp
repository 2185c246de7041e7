#include "widgets/canvas/paint_canvas.h"

#include "widgets/canvas/paint_distances.h"
#include "widgets/canvas/paint_headers.h"
#include "widgets/canvas/paint_interlocks.h"
#include "widgets/canvas/paint_marks.h"
#include "widgets/canvas/paint_output.h"
#include "widgets/canvas/paint_profile.h"
#include "widgets/canvas/paint_rulers.h"
#include "widgets/canvas/paint_seams.h"
#include "widgets/canvas/paint_sensitivity.h"
#include "widgets/canvas/paint_threads.h"
#include "widgets/canvas/paint_tracks.h"
#include "widgets/canvas/paint_valley.h"

#include <QPainter>

namespace layerloom::widgets {

void paintCanvas(QPainter& painter, const CanvasScene& scene)
{
    painter.save();
    painter.setClipRect(scene.layout->clip());
    paintGuides(painter, scene);
    paintThreads(painter, scene);
    paintSensitivity(painter, scene);
    paintTracks(painter, scene);
    paintOutput(painter, scene);
    paintDistances(painter, scene);
    paintProfile(painter, scene);
    paintInterlocks(painter, scene);
    paintMarks(painter, scene);
    paintValley(painter, scene);
    painter.restore();
    // Ruler numbers and seam badges are centred on their positions and overhang the edges, so they are not clipped.
    paintRulers(painter, scene);
    paintSeams(painter, scene);
    paintSensitivityNames(painter, scene);
    paintHeaders(painter, scene);
}

} // namespace layerloom::widgets
