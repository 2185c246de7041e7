#include "app/window/recipe/trial_popover.h"

#include "app/base/text.h"
#include "app/window/recipe/tick_slider.h"
#include "core/checks/preview.h"
#include "widgets/controls/paint.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"
#include "widgets/controls/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kShadowMargin = 10; // room for the shadow
constexpr int kPopoverWidth = 340;

QString trialText(const core::Totals& totals)
{
    return TrialPopover::tr("%1, %2, max layer distance %3.")
        .arg(counted(totals.layers, "layer"), counted(totals.seams, "seam"))
        .arg(totals.maxDistance);
}

} // namespace

TrialPopover::TrialPopover(Document& document, Question question, QWidget& window)
    : QWidget(&window)
    , m_document(document)
    , m_question(std::move(question))
    , m_value(m_question.value)
    , m_focusBefore(QApplication::focusWidget())
{
    setObjectName(m_question.name);
    setAccessibleName(m_question.title);
    setAttribute(Qt::WA_NoMousePropagation);
    build();
    connect(&document, &Document::changed, this, &TrialPopover::cancel);
}

TrialPopover::~TrialPopover() = default;

void TrialPopover::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kShadowMargin + 14, kShadowMargin + 12, kShadowMargin + 14,
                               kShadowMargin + 12);
    column->setSpacing(10);
    auto* title = new widgets::PlainLabel(m_question.title, this);
    title->setFont(widgets::textFont(widgets::TextSize::Section));
    column->addWidget(title);
    column->addLayout(buildNumber());
    m_line = new widgets::PlainLabel(this);
    m_line->setObjectName(QStringLiteral("numberLine"));
    m_line->setWordWrap(true);
    m_line->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_line);
    column->addLayout(buildButtons());
}

QLayout* TrialPopover::buildNumber()
{
    m_field = new QSpinBox(this);
    m_field->setObjectName(QStringLiteral("number"));
    m_field->setAccessibleName(m_question.label);
    m_field->setToolTip(m_question.toolTip);
    m_field->setRange(static_cast<int>(m_question.minimum), static_cast<int>(m_question.maximum));
    m_slider = new TickSlider(this);
    m_slider->setAccessibleName(tr("%1, slider").arg(m_question.label));
    m_slider->setToolTip(m_question.toolTip);
    m_slider->setRange(0, static_cast<int>(m_question.steps.size()) - 1);
    auto* label = new widgets::PlainLabel(m_question.label, this);
    label->setBuddy(m_field);
    connect(m_field, &QSpinBox::valueChanged, this,
            [this](int value) { showValue(static_cast<std::uint32_t>(value)); });
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
        m_field->setValue(static_cast<int>(m_question.steps[static_cast<std::size_t>(step)]));
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(m_field);
    row->addWidget(m_slider, 1);
    return row;
}

QLayout* TrialPopover::buildButtons()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* cancelButton = new QPushButton(tr("Cancel"), this);
    auto* applyButton = new QPushButton(m_question.button, this);
    applyButton->setObjectName(QStringLiteral("applyTrial"));
    applyButton->setProperty("primary", true);
    connect(cancelButton, &QPushButton::clicked, this, &TrialPopover::cancel);
    connect(applyButton, &QPushButton::clicked, this, &TrialPopover::apply);
    row->addStretch();
    row->addWidget(cancelButton);
    row->addWidget(applyButton);
    return row;
}

void TrialPopover::openBeside(const QRect& layers)
{
    QWidget& window = *parentWidget();
    ensurePolished();
    resize(kPopoverWidth, std::max(sizeHint().height(), heightForWidth(kPopoverWidth)));
    QPoint corner = window.mapFromGlobal(layers.bottomLeft());
    if (corner.y() + height() > window.height())
        corner.setY(window.mapFromGlobal(layers.topLeft()).y() - height());
    corner.setX(std::clamp(corner.x(), 0, std::max(0, window.width() - width())));
    corner.setY(std::clamp(corner.y(), 0, std::max(0, window.height() - height())));
    move(corner);
    show();
    raise();
    m_field->setFocus(Qt::PopupFocusReason);
    {
        const QSignalBlocker quiet(m_field);
        m_field->setValue(static_cast<int>(m_value));
    }
    m_field->selectAll();
    showValue(m_value);
}

void TrialPopover::showValue(std::uint32_t value)
{
    m_value = value;
    const auto above = std::ranges::upper_bound(m_question.steps, value);
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(static_cast<int>(above - m_question.steps.begin()) - 1);
    }
    auto stack = std::make_shared<core::Stack>(m_document.stack());
    for (const core::Edit& edit : m_question.edits(value))
        core::apply(*stack, edit);
    m_line->setText(trialText(core::totals(*stack)));
    Q_EMIT trialChanged(std::move(stack));
}

void TrialPopover::apply()
{
    if (!m_isOpen)
        return;
    m_field->interpretText();
    const core::Edits edits = m_question.edits(m_value);
    const QString text = m_question.text(m_value);
    finish();
    m_document.edit(edits, text);
    m_question.applied(m_value);
}

void TrialPopover::cancel()
{
    if (m_isOpen)
        finish();
}

// The keyboard goes back before the popover is hidden, or else Qt chooses where.
void TrialPopover::finish()
{
    m_isOpen = false;
    Q_EMIT trialChanged(nullptr);
    if (m_focusBefore && isAncestorOf(QApplication::focusWidget()))
        m_focusBefore->setFocus(Qt::PopupFocusReason);
    hide();
    deleteLater();
}

void TrialPopover::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        cancel();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        apply();
    // No other key reaches the window behind it.
}

void TrialPopover::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    widgets::paintCard(painter,
                       QRectF(rect()).adjusted(kShadowMargin, kShadowMargin, -kShadowMargin, -kShadowMargin),
                       widgets::theme(*this));
}

} // namespace layerloom::app
