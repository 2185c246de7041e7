#include "app/window/shell/pinned_strip.h"

#include "app/base/text.h"
#include "app/measuring/loss_text.h"
#include "app/measuring/model_sensitivities.h"
#include "app/measuring/stack_loss.h"
#include "core/base/text.h"
#include "core/notation/format_expression.h"
#include "core/stack/totals.h"
#include "widgets/canvas/mini_stack.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/plain_text.h"

#include <QAction>
#include <QEvent>
#include <QMenu>

namespace layerloom::app {

namespace {

constexpr QSize kPinnedPicture(64, 12);

} // namespace

PinnedStrip::PinnedStrip(const Document& document, PinnedCommands& commands, QWidget* parent)
    : QToolBar(parent)
    , m_document(document)
    , m_commands(commands)
{
    setObjectName(QStringLiteral("pinnedStrip"));
    setAccessibleName(tr("Pinned stacks"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIconSize(kPinnedPicture);
    setContextMenuPolicy(Qt::CustomContextMenu);
    auto* caption = new widgets::PlainLabel(tr("Pinned"), this);
    widgets::setCaption(*caption);
    addWidget(caption);
    connect(this, &QWidget::customContextMenuRequested, this, &PinnedStrip::showMenu);
    connect(&document, &Document::changed, this, &PinnedStrip::follow);
    follow();
}

void PinnedStrip::setLosses(const StackLoss& loss, const ModelSensitivities& models)
{
    m_loss = &loss;
    m_models = &models;
    connect(&loss, &StackLoss::changed, this, &PinnedStrip::follow);
    connect(&models, &ModelSensitivities::changed, this, &PinnedStrip::follow);
    follow();
}

QString PinnedStrip::lossOf(const core::Stack& stack) const
{
    if (!m_models)
        return {};
    if (const std::optional<core::Evaluation> known = m_models->measured(stack))
        return tr("Δloss %1").arg(lossText(known->delta));
    const std::shared_ptr<const core::Prediction> prediction = m_loss->predict(stack);
    if (!prediction)
        return {};
    return tr("predicted Δloss %1")
        .arg(lossText(m_models->scaleFor(stack).expected(prediction->deltaLoss).deltaLoss));
}

void PinnedStrip::addButton()
{
    QAction* button = addAction(QString());
    button->setCheckable(true);
    const std::size_t index = m_buttons.size();
    button->setData(static_cast<int>(index));
    connect(button, &QAction::triggered, this, [this, index] {
        if (m_commands.current() != index)
            m_commands.use(index);
        follow();
    });
    m_buttons.push_back(button);
}

void PinnedStrip::removeButton()
{
    QAction* button = m_buttons.back();
    m_buttons.pop_back();
    removeAction(button);
    button->setObjectName(QString());
    button->deleteLater(); // it may be the one that was clicked
}

void PinnedStrip::show(std::size_t index)
{
    const core::PinnedStack& pinned = m_document.pinned()[index];
    const core::Stack stack {m_document.stack().setup, pinned.blocks};
    const QString layers = counted(pinned.blocks.size(), "layer");
    const QString loss = lossOf(stack);
    const QString parameters = QString::fromStdString(core::groupedDigits(core::totals(stack).parameters));
    QStringList facts {tr("Pinned stack %1").arg(pinned.number),
                       QString::fromStdString(core::formatExpression(pinned.blocks)),
                       tr("%1, %2 parameters").arg(layers, parameters)};
    if (!loss.isEmpty())
        facts.append(loss);
    QAction* button = m_buttons[index];
    button->setObjectName(QStringLiteral("pinned%1").arg(pinned.number));
    button->setIcon(widgets::miniStack(stack, kPinnedPicture, *this));
    button->setText(QStringLiteral(" %1  %2").arg(pinned.number).arg(loss.isEmpty() ? layers : loss));
    button->setToolTip(facts.join(QLatin1Char('\n')));
    button->setChecked(m_commands.current() == index);
}

void PinnedStrip::follow()
{
    const std::size_t count = m_document.pinned().size();
    setVisible(count > 0);
    while (m_buttons.size() > count)
        removeButton();
    while (m_buttons.size() < count)
        addButton();
    for (std::size_t index = 0; index < count; ++index)
        show(index);
}

void PinnedStrip::changeEvent(QEvent* event)
{
    QToolBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        follow();
}

void PinnedStrip::showMenu(QPoint at)
{
    const QAction* pinned = actionAt(at);
    if (!pinned || !pinned->data().isValid())
        return;
    const auto index = static_cast<std::size_t>(pinned->data().toInt());
    QMenu menu(this);
    menu.addAction(tr("Use this stack"), this, [this, index] { m_commands.use(index); });
    menu.addAction(tr("Unpin"), this, [this, index] { m_commands.unpin(index); });
    menu.exec(mapToGlobal(at));
}

} // namespace layerloom::app
