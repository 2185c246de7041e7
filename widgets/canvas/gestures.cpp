#include "widgets/canvas/gestures.h"

#include "widgets/canvas/selection.h"

#include <QCoreApplication>
#include <QStringList>

namespace layerloom::widgets {

namespace {

using Place = GesturePlace;

constexpr const char* kCancel = QT_TRANSLATE_NOOP("Gestures", "Esc or right button");
constexpr const char* kCancelled = QT_TRANSLATE_NOOP("Gestures", "cancel");
constexpr const char* kFree = QT_TRANSLATE_NOOP("Gestures", "Hold N");
constexpr const char* kFreed = QT_TRANSLATE_NOOP("Gestures", "do not snap");
constexpr const char* kSlip = QT_TRANSLATE_NOOP("Gestures", "Middle button or Alt+drag");
constexpr const char* kSlipped = QT_TRANSLATE_NOOP("Gestures", "slip: other layers of the same model");

constexpr Gesture kGestures[] = {
    {Place::OutputLayer, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select")},
    {Place::OutputLayer, false, QT_TRANSLATE_NOOP("Gestures", "Drag"),
     QT_TRANSLATE_NOOP("Gestures", "select several, or move what is selected")},
    {Place::OutputLayer, false, QT_TRANSLATE_NOOP("Gestures", "Double click"),
     QT_TRANSLATE_NOOP("Gestures", "select the slice")},
    {Place::OutputLayer, false, QT_TRANSLATE_NOOP("Gestures", "Shift or Ctrl+click"),
     QT_TRANSLATE_NOOP("Gestures", "select more")},
    {Place::OutputLayer, true, QT_TRANSLATE_NOOP("Gestures", "Ctrl"), QT_TRANSLATE_NOOP("Gestures", "copy")},
    {Place::OutputLayer, true, QT_TRANSLATE_NOOP("Gestures", "Shift"),
     QT_TRANSLATE_NOOP("Gestures", "replace")},
    {Place::OutputLayer, true, kFree, kFreed},
    {Place::OutputLayer, true, kCancel, kCancelled},
    {Place::SourceLayer, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select")},
    {Place::SourceLayer, false, QT_TRANSLATE_NOOP("Gestures", "Drag"),
     QT_TRANSLATE_NOOP("Gestures", "select several, or insert what is selected")},
    {Place::SourceLayer, false, QT_TRANSLATE_NOOP("Gestures", "Double click"),
     QT_TRANSLATE_NOOP("Gestures", "select all layers")},
    {Place::SourceLayer, true, QT_TRANSLATE_NOOP("Gestures", "Shift"),
     QT_TRANSLATE_NOOP("Gestures", "replace")},
    {Place::SourceLayer, true, kFree, kFreed},
    {Place::SourceLayer, true, kCancel, kCancelled},
    {Place::SourceName, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select all layers")},
    {Place::SourceName, false, QT_TRANSLATE_NOOP("Gestures", "Drag"),
     QT_TRANSLATE_NOOP("Gestures", "insert all layers")},
    {Place::SourceName, true, QT_TRANSLATE_NOOP("Gestures", "Shift"),
     QT_TRANSLATE_NOOP("Gestures", "replace")},
    {Place::SourceName, true, kFree, kFreed},
    {Place::SourceName, true, kCancel, kCancelled},
    {Place::SliceBar, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select the slice")},
    {Place::SliceBar, false, QT_TRANSLATE_NOOP("Gestures", "Drag"), QT_TRANSLATE_NOOP("Gestures", "move it")},
    {Place::SliceBar, false, kSlip, kSlipped},
    {Place::SliceBar, false, QT_TRANSLATE_NOOP("Gestures", "Double click"),
     QT_TRANSLATE_NOOP("Gestures", "type its range")},
    {Place::SliceBar, true, QT_TRANSLATE_NOOP("Gestures", "Ctrl"), QT_TRANSLATE_NOOP("Gestures", "copy")},
    {Place::SliceBar, true, QT_TRANSLATE_NOOP("Gestures", "Shift"), QT_TRANSLATE_NOOP("Gestures", "replace")},
    {Place::SliceBar, true, kFree, kFreed},
    {Place::SliceBar, true, kCancel, kCancelled},
    {Place::SliceEdge, false, QT_TRANSLATE_NOOP("Gestures", "Drag"),
     QT_TRANSLATE_NOOP("Gestures", "make the slice longer or shorter")},
    {Place::SliceEdge, false, kSlip, kSlipped},
    {Place::SliceEdge, true, kFree, kFreed},
    {Place::SliceEdge, true, kCancel, kCancelled},
    {Place::Seam, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select the seam")},
    {Place::Seam, false, QT_TRANSLATE_NOOP("Gestures", "Drag"),
     QT_TRANSLATE_NOOP("Gestures", "roll: one side longer, the other shorter")},
    {Place::Seam, true, kFree, kFreed},
    {Place::Seam, true, kCancel, kCancelled},
    {Place::Thread, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select the slice")},
    {Place::Interlock, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "select the interlock")},
    {Place::Interlock, false, QT_TRANSLATE_NOOP("Gestures", "Double click"),
     QT_TRANSLATE_NOOP("Gestures", "choose other groups")},
    {Place::EndCap, false, QT_TRANSLATE_NOOP("Gestures", "Click"),
     QT_TRANSLATE_NOOP("Gestures", "choose the model it comes from")},
    {Place::Empty, false, QT_TRANSLATE_NOOP("Gestures", "Drag"),
     QT_TRANSLATE_NOOP("Gestures", "select with a frame")},
    {Place::Empty, false, QT_TRANSLATE_NOOP("Gestures", "Ctrl+wheel"), QT_TRANSLATE_NOOP("Gestures", "zoom")},
    {Place::Empty, false, QT_TRANSLATE_NOOP("Gestures", "Middle button"),
     QT_TRANSLATE_NOOP("Gestures", "move the view")},
    {Place::Empty, true, kCancel, kCancelled},
};

} // namespace

std::span<const Gesture> gestures()
{
    return kGestures;
}

GesturePlace gesturePlace(const CanvasHit& hit)
{
    switch (hit.kind) {
    case CanvasHit::Kind::Block:
        return hit.track == kOutputTrack ? Place::OutputLayer : Place::SourceLayer;
    case CanvasHit::Kind::TrackHeader:
        return Place::SourceName;
    case CanvasHit::Kind::SliceBar:
        return Place::SliceBar;
    case CanvasHit::Kind::SliceFront:
    case CanvasHit::Kind::SliceBack:
        return Place::SliceEdge;
    case CanvasHit::Kind::Seam:
        return Place::Seam;
    case CanvasHit::Kind::EndCap:
        return Place::EndCap;
    case CanvasHit::Kind::Thread:
        return Place::Thread;
    case CanvasHit::Kind::Interlock:
        return Place::Interlock;
    case CanvasHit::Kind::Nothing:
        break;
    }
    return Place::Empty;
}

QString gestureText(const char* text)
{
    return QCoreApplication::translate("Gestures", text);
}

QString placeTitle(GesturePlace place)
{
    switch (place) {
    case Place::OutputLayer:
        return QCoreApplication::translate("Gestures", "Mouse: layer of the output");
    case Place::SourceLayer:
        return QCoreApplication::translate("Gestures", "Mouse: layer of a model");
    case Place::SourceName:
        return QCoreApplication::translate("Gestures", "Mouse: name of a model");
    case Place::SliceBar:
        return QCoreApplication::translate("Gestures", "Mouse: bar of a slice");
    case Place::SliceEdge:
        return QCoreApplication::translate("Gestures", "Mouse: end of a slice's bar");
    case Place::Seam:
        return QCoreApplication::translate("Gestures", "Mouse: seam");
    case Place::Thread:
        return QCoreApplication::translate("Gestures", "Mouse: thread from a model to the output");
    case Place::Interlock:
        return QCoreApplication::translate("Gestures", "Mouse: bracket over an interlock");
    case Place::EndCap:
        return QCoreApplication::translate("Gestures", "Mouse: embeddings, final norm, head");
    case Place::Empty:
        break;
    }
    return QCoreApplication::translate("Gestures", "Mouse: empty canvas");
}

QString gestureLine(GesturePlace place, bool isDuringDrag)
{
    QStringList parts;
    for (const Gesture& row : kGestures)
        if (row.place == place && row.isDuringDrag == isDuringDrag)
            parts.append(QStringLiteral("%1: %2").arg(gestureText(row.gesture), gestureText(row.outcome)));
    return parts.join(QStringLiteral(" · "));
}

} // namespace layerloom::widgets
