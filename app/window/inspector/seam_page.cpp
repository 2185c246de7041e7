#include "app/window/inspector/seam_page.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "core/stack/commands.h"
#include "widgets/canvas/seam_card.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

namespace layerloom::app {

namespace {

// The four small moves of a seam: the edits, and how far the seam moves.
struct Move {
    const char* name;
    const char* toolTip;
    int caretShift;
    std::function<core::Edits(const core::Stack&, const core::Slice&, const core::Slice&, std::size_t)> edits;
};

const std::array<Move, 4>& moves()
{
    static const std::array<Move, 4> table {{
        {QT_TRANSLATE_NOOP("Seam", "Trim left"),
         QT_TRANSLATE_NOOP("Seam", "The slice before the seam ends one layer earlier"), -1,
         [](const core::Stack& stack, const core::Slice& left, const core::Slice&, std::size_t) {
             return core::trimBack(stack, left, -1);
         }},
        {QT_TRANSLATE_NOOP("Seam", "Trim right"),
         QT_TRANSLATE_NOOP("Seam", "The slice after the seam begins one layer later"), 0,
         [](const core::Stack& stack, const core::Slice&, const core::Slice& right, std::size_t) {
             return core::trimFront(stack, right, -1);
         }},
        {QT_TRANSLATE_NOOP("Seam", "Roll left"), QT_TRANSLATE_NOOP("Seam", "Both slices: one layer earlier"),
         -1,
         [](const core::Stack& stack, const core::Slice&, const core::Slice&, std::size_t at) {
             return core::rollSeam(stack, at, -1);
         }},
        {QT_TRANSLATE_NOOP("Seam", "Roll right"), QT_TRANSLATE_NOOP("Seam", "Both slices: one layer later"),
         1,
         [](const core::Stack& stack, const core::Slice&, const core::Slice&, std::size_t at) {
             return core::rollSeam(stack, at, 1);
         }},
    }};
    return table;
}

/// One seam: the layers that meet, its meaning, and the small moves with the result of each.
class SeamPage : public InspectorPage {
    Q_DECLARE_TR_FUNCTIONS(SeamPage)

public:
    SeamPage(Document& document, QWidget* parent)
        : InspectorPage(document, parent)
        , m_facts(new FactsGrid(this))
    {
        auto* column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(4);
        column->addWidget(m_facts);
        for (std::size_t i = 0; i < m_buttons.size(); ++i) {
            m_buttons[i] = new QPushButton(this);
            m_buttons[i]->setProperty("link", true);
            m_buttons[i]->setToolTip(QCoreApplication::translate("Seam", moves()[i].toolTip));
            connect(m_buttons[i], &QPushButton::clicked, this, [this, i] { make(i); });
            column->addWidget(m_buttons[i], 0, Qt::AlignLeft);
        }
    }

    InspectorTitle show(const widgets::Selection& selection) override
    {
        m_at = static_cast<std::size_t>(*selection.seam);
        const auto found = std::ranges::find(preview().seams, m_at, &core::Seam::at);
        for (QPushButton* button : m_buttons)
            button->setVisible(found != preview().seams.end());
        if (found == preview().seams.end()) {
            m_facts->show({});
            return {{},
                    tr("Output layer %1").arg(m_at),
                    tr("No seam here any more: the layers follow each other")};
        }
        m_facts->show(facts(*found));
        for (std::size_t i = 0; i < m_buttons.size(); ++i)
            offer(i);
        return {found->to.source, tr("Seam %1").arg(widgets::seamText(found->from, found->to)),
                tr("before output layer %1").arg(m_at)};
    }

private:
    const core::Slice& sliceAt(std::size_t block) const
    {
        return preview().slices[widgets::sliceAt(preview().slices, block)];
    }

    QString relativeDepth(const core::Block& block) const
    {
        const std::uint32_t layers = stack().setup.sources[block.source.value].layers;
        return QString::number(layers > 1 ? static_cast<double>(block.layer.value) / (layers - 1) : 0.0, 'f',
                               2);
    }

    static QString kindText(const core::Seam& seam)
    {
        if (seam.distance == 0 && !seam.changesSource())
            return tr("the same layer again");
        QStringList parts;
        if (seam.changesSource())
            parts.append(tr("other source"));
        if (seam.jump < 0)
            parts.append(tr("jump back"));
        if (seam.jump > 0)
            parts.append(tr("jump ahead"));
        return parts.join(QStringLiteral(", "));
    }

    static QString distanceTip(const core::Seam& seam)
    {
        QString tip = tr("Layer distance: 1 inside a slice");
        if (seam.jump == 0)
            return tip;
        const QChar sign = seam.jump < 0 ? QChar(0x2212) : QLatin1Char('+');
        return tip + QLatin1Char('\n')
            + tr("From the layer that would follow, it is a jump of %1%2").arg(sign).arg(std::abs(seam.jump));
    }

    static QString meaning(const core::Seam& seam)
    {
        const auto layers = [](core::LayerIndex first, core::LayerIndex last) {
            const QString count = counted(last - first + 1, "layer");
            return QStringLiteral("%1 (%2)").arg(widgets::rangeText(first, last), count);
        };
        if (seam.jump < 0 && seam.changesSource())
            return tr("%1 of both").arg(layers(seam.to.layer, seam.from.layer));
        if (seam.jump < 0)
            return tr("%1 run again").arg(layers(seam.to.layer, seam.from.layer));
        if (seam.jump > 0 && seam.changesSource())
            return tr("%1 of neither").arg(layers(seam.from.layer + 1, seam.to.layer - 1));
        if (seam.jump > 0)
            return tr("%1 are skipped").arg(layers(seam.from.layer + 1, seam.to.layer - 1));
        return tr("the next index of another model");
    }

    // "0.26, equals 3.0 layers"
    static QString inspectorText(const widgets::SeamCost& measured)
    {
        return measured.layers.isEmpty() ? measured.angle
                                         : tr("%1, equals %2 layers").arg(measured.angle, measured.layers);
    }

    QList<FactsGrid::Fact> facts(const core::Seam& seam) const
    {
        QList<FactsGrid::Fact> facts {
            {tr("Kind"), kindText(seam)},
            {tr("Distance"), QString::number(seam.distance), distanceTip(seam)},
            {tr("Depth"), QStringLiteral("%1 → %2").arg(relativeDepth(seam.from), relativeDepth(seam.to)),
             tr("Place in the source: 0 is the input side, 1 the output side")},
            {tr("Meaning"), meaning(seam)}};
        if (const auto measured = widgets::seamCost(prediction(), seam.at)) {
            facts.append(
                {tr("Activations"), inspectorText(*measured),
                 tr("Angle between the incoming hidden state and the one the layer gets in its own model, "
                    "divided by π; and in units of the angle of an ordinary layer of the model")});
        }
        return facts;
    }

    core::Edits edits(std::size_t move) const
    {
        return moves()[move].edits(stack(), sliceAt(m_at - 1), sliceAt(m_at), m_at);
    }

    // "Roll left: 22→7 (15), 48 layers"
    void offer(std::size_t move)
    {
        const core::Edits made = edits(move);
        core::Stack after = stack();
        for (const core::Edit& edit : made)
            core::apply(after, edit);
        const std::size_t at = m_at + static_cast<std::size_t>(moves()[move].caretShift);
        const QString name = QCoreApplication::translate("Seam", moves()[move].name);
        const bool possible = !made.empty() && at > 0 && at < after.blocks.size();
        m_buttons[move]->setEnabled(possible);
        if (!possible) {
            m_buttons[move]->setText(tr("%1: no layer left").arg(name));
            return;
        }
        const core::Block& from = after.blocks[at - 1];
        const core::Block& to = after.blocks[at];
        const std::uint32_t distance = std::max(from.layer, to.layer) - std::min(from.layer, to.layer);
        m_buttons[move]->setText(tr("%1: %2 (%3), %4")
                                     .arg(name, widgets::seamText(from, to))
                                     .arg(distance)
                                     .arg(counted(after.blocks.size(), "layer")));
    }

    void make(std::size_t move)
    {
        const QString text = QCoreApplication::translate("Seam", moves()[move].name);
        const int at = static_cast<int>(m_at) + moves()[move].caretShift;
        document().edit(edits(move), text);
        widgets::Selection after;
        after.caret = after.cursor = at;
        after.seam = at;
        Q_EMIT selectionWished(after);
    }

    FactsGrid* m_facts;
    std::array<QPushButton*, 4> m_buttons {};
    std::size_t m_at = 0;
};

} // namespace

InspectorPage* newSeamPage(Document& document, QWidget* parent)
{
    return new SeamPage(document, parent);
}

} // namespace layerloom::app
