#include "widgets/canvas/canvas_drag.h"

#include "core/base/text.h"
#include "core/stack/commands.h"
#include "widgets/canvas/snap_points.h"
#include "widgets/controls/counted.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QRectF>
#include <QStringList>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace layerloom::widgets {

namespace {

using Kind = CanvasHit::Kind;

struct DragText {
    Q_DECLARE_TR_FUNCTIONS(CanvasDrag)
};

/// Distance from the output, in px, within which a drop counts.
constexpr double kDropReach = 16;

bool isOverOutput(const CanvasLayout& layout, QPointF position)
{
    return position.y() >= layout.bars().top - kDropReach
        && position.y() <= layout.outputRuler().bottom() + kDropReach
        && position.x() >= CanvasLayout::kLeft - 24 && position.x() <= layout.view().size.width();
}

void applyAll(core::Stack& stack, const core::Edits& edits)
{
    for (const core::Edit& edit : edits)
        core::apply(stack, edit);
}

// Fills in the result of the edits.
void fillResult(DragOutcome& outcome, const DragBase& base, const core::Edits& edits)
{
    if (edits.empty())
        return;
    auto stack = std::make_shared<core::Stack>(base.stack);
    applyAll(*stack, edits);
    outcome.preview = std::make_shared<const core::Preview>(core::preview(*stack));
    outcome.stack = std::move(stack);
    outcome.edits = edits;
    outcome.detail = factsOf(base.preview, *outcome.preview);
}

QString withCount(const core::Blocks& blocks)
{
    return u"%1 (%2)"_s.arg(describeBlocks(blocks)).arg(blocks.size());
}

DragOutcome refusedOutcome(const QString& reason)
{
    DragOutcome outcome;
    outcome.refused = true;
    outcome.title = DragText::tr("Cannot be stacked here");
    outcome.detail = reason;
    return outcome;
}

DragOutcome outside(const core::Blocks& blocks)
{
    DragOutcome outcome;
    outcome.title = withCount(blocks);
    outcome.detail = DragText::tr("Nothing changes outside the output");
    return outcome;
}

DragOutcome replacing(const DragBase& base, const core::Blocks& blocks, int gap)
{
    const int length = static_cast<int>(base.stack.blocks.size());
    const int count = std::min(static_cast<int>(blocks.size()), length);
    const int begin = std::clamp(gap, 0, length - count);
    const auto first = base.stack.blocks.begin() + begin;
    const core::Blocks gone(first, first + count);
    DragOutcome outcome;
    outcome.text = DragText::tr("Replace %1 with %2").arg(describeBlocks(gone), describeBlocks(blocks));
    outcome.title = outcome.text;
    fillResult(outcome, base,
               core::replaceRange(base.stack, static_cast<std::size_t>(begin),
                                  static_cast<std::size_t>(begin) + static_cast<std::size_t>(count), blocks));
    const int end = begin + static_cast<int>(blocks.size());
    outcome.ghost = IndexRange {begin, end};
    outcome.ghostLabel = withCount(blocks);
    outcome.selection = selectionOf(begin, end);
    return outcome;
}

DragOutcome inserting(const DragBase& base, const core::Blocks& blocks, int gap, const QString& verb)
{
    const int at = std::clamp(gap, 0, static_cast<int>(base.stack.blocks.size()));
    const int end = at + static_cast<int>(blocks.size());
    DragOutcome outcome;
    outcome.text = verb.arg(describeBlocks(blocks)).arg(at);
    outcome.title = verb.arg(withCount(blocks)).arg(at);
    fillResult(outcome, base, core::insertAt(base.stack, static_cast<std::size_t>(at), blocks));
    outcome.ghost = IndexRange {at, end};
    outcome.ghostLabel = withCount(blocks);
    outcome.selection = selectionOf(at, end);
    return outcome;
}

// The blocks with those of `selection` moved together before index `before` of the original blocks.
core::Blocks rearranged(const core::Blocks& blocks, const Selection& selection, int before, int& landed)
{
    core::Blocks kept;
    core::Blocks moved;
    landed = 0;
    for (int i = 0; i < static_cast<int>(blocks.size()); ++i) {
        if (i == before)
            landed = static_cast<int>(kept.size());
        (selection.contains(i) ? moved : kept).push_back(blocks[static_cast<std::size_t>(i)]);
    }
    if (before >= static_cast<int>(blocks.size()))
        landed = static_cast<int>(kept.size());
    kept.insert(kept.begin() + landed, moved.begin(), moved.end());
    return kept;
}

DragOutcome moving(const DragBase& base, const DragStart& start, int gap)
{
    const int before = std::clamp(gap, 0, static_cast<int>(base.stack.blocks.size()));
    const core::Blocks blocks = blocksOf(base.stack, start.selection);
    const bool single = start.selection.ranges.size() == 1;
    const IndexRange hull = start.selection.hull();
    int landed = 0;
    const core::Blocks wanted = rearranged(base.stack.blocks, start.selection, before, landed);
    DragOutcome outcome;
    outcome.text = DragText::tr("Move %1 to %2").arg(describeBlocks(blocks)).arg(landed);
    outcome.title = DragText::tr("Move %1 to %2").arg(withCount(blocks)).arg(landed);
    const bool stays = single && before >= hull.begin && before <= hull.end;
    if (!stays)
        fillResult(outcome, base,
                   single
                       ? core::moveRange(static_cast<std::size_t>(hull.begin),
                                         static_cast<std::size_t>(hull.end), static_cast<std::size_t>(before))
                       : core::replaceAll(base.stack, wanted));
    if (outcome.edits.empty())
        outcome.detail = DragText::tr("Already there");
    outcome.ghost = IndexRange {landed, landed + static_cast<int>(blocks.size())};
    if (outcome.edits.empty())
        outcome.ghost.reset();
    outcome.ghostLabel = withCount(blocks);
    outcome.selection = selectionOf(landed, landed + static_cast<int>(blocks.size()));
    return outcome;
}

void holdOn(DragOutcome& outcome, const SnapPoint& point, int at)
{
    outcome.snappedAt = at;
    outcome.detail += DragText::tr(" · %1").arg(point.text);
}

DragOutcome droppedAt(const DragBase& base, const DragStart& start, const DragNow& now,
                      const core::Blocks& blocks, int gap)
{
    if (now.mode == DropMode::Replace && !base.stack.blocks.empty())
        return replacing(base, blocks, gap);
    if (start.kind == DragKind::Insert)
        return inserting(base, blocks, gap, DragText::tr("Insert %1 at %2"));
    if (now.mode == DropMode::Copy)
        return inserting(base, blocks, gap, DragText::tr("Copy %1 to %2"));
    return moving(base, start, gap);
}

DragOutcome dropOutcome(const DragBase& base, const DragStart& start, const DragNow& now)
{
    const core::Blocks blocks = blocksOf(base.stack, start.selection);
    if (!isOverOutput(base.layout, now.position))
        return outside(blocks);
    if (const auto reason = core::refusal(base.stack, blocks); reason && start.kind == DragKind::Insert)
        return refusedOutcome(QString::fromStdString(*reason));
    const double exact = base.layout.positionAt(now.position.x());
    const auto point = now.snaps
        ? nearestSnapPoint(dropSnapPoints(base.stack, base.preview, blocks), exact, base.layout.view().pitch)
        : std::nullopt;
    const int gap = point ? point->at : static_cast<int>(std::lround(exact));
    DragOutcome outcome = droppedAt(base, start, now, blocks, gap);
    if (point && outcome.ghost)
        holdOn(outcome, *point, point->atEnd ? outcome.ghost->end : outcome.ghost->begin);
    return outcome;
}

// The outcome of changing one slice in place; the changed slice begins where it began.
DragOutcome sliceOutcome(const DragBase& base, const core::Slice& slice, const core::Edits& edits,
                         const QString& verb)
{
    DragOutcome outcome;
    fillResult(outcome, base, edits);
    const int begin = static_cast<int>(slice.begin);
    const int removed = static_cast<int>(base.stack.blocks.size());
    const int now = outcome.stack ? static_cast<int>(outcome.stack->blocks.size()) : removed;
    const int end = static_cast<int>(slice.end) + now - removed;
    outcome.selection = selectionOf(begin, end);
    core::Slice changed = slice;
    if (outcome.stack) {
        changed.end = static_cast<std::size_t>(end);
        changed.firstLayer = outcome.stack->blocks[slice.begin].layer;
    }
    outcome.text = verb.arg(sliceText(slice), rangeText(changed.firstLayer, changed.lastLayer()));
    outcome.title = u"%1 (%2)"_s.arg(outcome.text).arg(changed.count());
    return outcome;
}

DragOutcome rollOutcome(const DragBase& base, const core::Seam& seam, int delta)
{
    DragOutcome outcome;
    fillResult(outcome, base, core::rollSeam(base.stack, seam.at, delta));
    outcome.selection.caret = outcome.selection.cursor = static_cast<int>(seam.at);
    outcome.selection.seam = static_cast<int>(seam.at);
    QString after = seamText(seam.from, seam.to);
    std::uint32_t distance = seam.distance;
    if (outcome.stack) {
        // The end of either slice may have stopped the seam earlier.
        const auto moved = std::ranges::min(outcome.preview->seams, {}, [&](const core::Seam& other) {
            return std::abs(static_cast<long>(other.at) - static_cast<long>(seam.at) - delta);
        });
        after = seamText(moved.from, moved.to);
        distance = moved.distance;
        outcome.selection.caret = outcome.selection.cursor = static_cast<int>(moved.at);
        outcome.selection.seam = static_cast<int>(moved.at);
    }
    outcome.text = DragText::tr("Roll seam %1 to %2").arg(seamText(seam.from, seam.to), after);
    outcome.title = outcome.text;
    outcome.detail = DragText::tr("%1 layers, layer distance %2").arg(base.stack.blocks.size()).arg(distance);
    return outcome;
}

std::vector<SnapPoint> edgeSnapPoints(const DragBase& base, const DragStart& start)
{
    EdgeSnapPoints points(base.stack, base.preview);
    const auto index = static_cast<std::size_t>(start.hit.index);
    if (start.kind == DragKind::Roll) {
        const core::Seam& seam = base.preview.seams[index];
        points.addEdge(seam.from.source, seam.from.layer + 1, seam.at - 1);
        points.addEdge(seam.to.source, seam.to.layer, seam.at);
        return points.points();
    }
    const core::Slice& slice = base.preview.slices[index];
    if (start.kind != DragKind::TrimBack)
        points.addEdge(slice.source, slice.firstLayer, slice.begin);
    if (start.kind != DragKind::TrimFront)
        points.addEdge(slice.source, slice.lastLayer() + 1, slice.begin);
    return points.points();
}

// The outcome of moving an edge, a seam or the layers of a slice by `delta` layers.
DragOutcome shiftOutcome(const DragBase& base, const DragStart& start, int delta)
{
    const auto index = static_cast<std::size_t>(start.hit.index);
    if (start.kind == DragKind::Roll)
        return rollOutcome(base, base.preview.seams[index], delta);
    return sliceOutcome(base, base.preview.slices[index], shiftedBy(base, start, delta),
                        start.kind == DragKind::Slip ? DragText::tr("Slip %1 to %2")
                                                     : DragText::tr("Trim %1 to %2"));
}

int shownAt(const DragOutcome& outcome, DragKind kind)
{
    if (kind == DragKind::Roll)
        return outcome.selection.caret;
    return kind == DragKind::TrimBack ? outcome.selection.hull().end : outcome.selection.hull().begin;
}

} // namespace

core::Edits shiftedBy(const DragBase& base, const DragStart& start, int delta)
{
    const auto index = static_cast<std::size_t>(start.hit.index);
    switch (start.kind) {
    case DragKind::TrimFront:
        return core::trimFront(base.stack, base.preview.slices[index], -delta);
    case DragKind::TrimBack:
        return core::trimBack(base.stack, base.preview.slices[index], delta);
    case DragKind::Slip:
        return core::slip(base.stack, base.preview.slices[index], delta);
    case DragKind::Roll:
        return core::rollSeam(base.stack, base.preview.seams[index].at, delta);
    default:
        return {};
    }
}

DragKind dragKindAt(const CanvasHit& hit, const Selection& selection, Qt::KeyboardModifiers modifiers)
{
    const bool plain = (modifiers & (Qt::ShiftModifier | Qt::ControlModifier)) == Qt::NoModifier;
    switch (hit.kind) {
    case Kind::Block:
        if (selection.track != hit.track || !selection.contains(hit.index) || !plain)
            return DragKind::Sweep;
        return hit.track == kOutputTrack ? DragKind::Move : DragKind::Insert;
    case Kind::TrackHeader:
        return DragKind::Insert;
    case Kind::SliceBar:
        return modifiers & Qt::AltModifier ? DragKind::Slip : DragKind::Move;
    case Kind::SliceFront:
        return modifiers & Qt::AltModifier ? DragKind::Slip : DragKind::TrimFront;
    case Kind::SliceBack:
        return modifiers & Qt::AltModifier ? DragKind::Slip : DragKind::TrimBack;
    case Kind::Seam:
        return DragKind::Roll;
    case Kind::Nothing:
        return DragKind::RubberBand;
    case Kind::EndCap:
    case Kind::Thread:
    case Kind::Interlock:
        return DragKind::None;
    }
    return DragKind::None;
}

DragOutcome outcomeOf(const DragBase& base, const DragStart& start, const DragNow& now)
{
    if (start.kind == DragKind::Insert || start.kind == DragKind::Move)
        return dropOutcome(base, start, now);
    if (!shifts(start.kind))
        return {};
    const double exact = base.layout.positionAt(now.position.x()) - start.gap;
    const auto point = now.snaps
        ? nearestSnapPoint(edgeSnapPoints(base, start), exact, base.layout.view().pitch)
        : std::nullopt;
    const int delta = point ? point->at : static_cast<int>(std::lround(exact));
    DragOutcome outcome = shiftOutcome(base, start, delta);
    outcome.delta = delta;
    if (point && outcome.stack)
        holdOn(outcome, *point, shownAt(outcome, start.kind));
    return outcome;
}

Selection sweptSelection(const DragBase& base, const DragStart& start, QPointF now)
{
    Selection selection = start.selection;
    int track = start.hit.track;
    int from = start.hit.index;
    if (start.kind == DragKind::RubberBand) {
        const QRectF band = QRectF(start.position, now).normalized();
        track = kOutputTrack;
        const QRectF output = base.layout.track(kOutputTrack).adjusted(-1, -base.layout.bars().height, 1, 0);
        if (!band.intersects(output))
            for (int i = base.layout.trackCount(); i-- > 0;)
                if (band.intersects(base.layout.track(i).adjusted(-1, 0, 1, 0)))
                    track = i;
        const QRectF row = track == kOutputTrack ? output : base.layout.track(track).adjusted(-1, 0, 1, 0);
        selection.ranges.clear();
        if (!band.intersects(row))
            return selection;
        from = base.layout.indexAt(start.position.x());
    }
    const int last = trackLength(base.stack, track) - 1;
    if (last < 0)
        return selection;
    const int a = std::clamp(from, 0, last);
    const int b = std::clamp(base.layout.indexAt(now.x()), 0, last);
    selection.track = track;
    selection.ranges = {{std::min(a, b), std::max(a, b) + 1}};
    selection.cursor = b;
    if (track == kOutputTrack)
        selection.caret = std::min(a, b);
    return selection;
}

QString factsOf(const core::Preview& before, const core::Preview& after)
{
    QString facts = counted(after.totals.layers, "layer");
    if (after.totals.complete && after.totals.parameters > 0)
        facts += u", "_s + QString::fromStdString(core::shortCount(after.totals.parameters));
    std::vector<core::Seam> fresh;
    for (const core::Seam& seam : after.seams) {
        const auto same = [&](const core::Seam& old) { return old.from == seam.from && old.to == seam.to; };
        if (std::ranges::none_of(before.seams, same))
            fresh.push_back(seam);
    }
    constexpr std::size_t kMost = 2;
    for (std::size_t i = 0; i < std::min(kMost, fresh.size()); ++i)
        facts += (i == 0 ? DragText::tr(" · new seam %1, distance %2") : DragText::tr("; %1, distance %2"))
                     .arg(seamText(fresh[i].from, fresh[i].to))
                     .arg(fresh[i].distance);
    if (fresh.size() > kMost)
        facts += DragText::tr("; %1 more").arg(fresh.size() - kMost);
    return facts;
}

} // namespace layerloom::widgets
