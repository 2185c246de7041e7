#include "app/window/try/try_panel.h"

#include "app/base/text.h"
#include "app/window/try/try_text.h"
#include "core/notation/format_expression.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/form_scroll.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedLayout>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr int kGreedy = 0;
constexpr int kMostTokens = 4096;

/// A number field as wide as its longest value; its label stands before it.
template <typename Field>
Field* addNumber(QGridLayout& grid, QWidget* form, const QPoint& at, const QString& name)
{
    auto* field = new Field(form);
    field->setAccessibleName(name);
    field->setFixedWidth(std::max(60, field->fontMetrics().horizontalAdvance(QStringLiteral("0000")) + 38));
    auto* label = new widgets::PlainLabel(name, form);
    label->setBuddy(field);
    grid.addWidget(label, at.y(), at.x());
    grid.addWidget(field, at.y(), at.x() + 1);
    return field;
}

} // namespace

TryPanel::TryPanel(Document& document, EngineQueue& queue, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_run(queue)
{
    setObjectName(QStringLiteral("tryPanel"));
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(buildObstacle());
    m_pages->addWidget(buildWork());
    connectForm();
    followChoice();
    followState();
    followDocument();
}

QWidget* TryPanel::buildObstacle()
{
    auto* page = new QWidget(this);
    m_obstacle = new widgets::PlainLabel(page);
    m_obstacle->setObjectName(QStringLiteral("tryObstacle"));
    m_obstacle->setForegroundRole(QPalette::PlaceholderText);
    m_obstacle->setTextFormat(Qt::PlainText);
    m_obstacle->setWordWrap(true);
    m_obstacle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_again = new QPushButton(tr("Look again"), page);
    m_again->setObjectName(QStringLiteral("tryAgain"));
    m_again->setProperty("link", true);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_obstacle);
    column->addWidget(m_again, 0, Qt::AlignLeft);
    column->addStretch();
    return page;
}

QWidget* TryPanel::buildWork()
{
    auto* page = new QWidget(this);
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(12, 8, 12, 12);
    row->setSpacing(16);
    row->addLayout(buildForm(page));
    m_base = new TryText(tr("Base"), QStringLiteral("tryBase"), page);
    m_stack = new TryText(tr("Stack"), QStringLiteral("tryStack"), page);
    row->addWidget(m_base, 1);
    row->addWidget(m_stack, 1);
    return page;
}

// The panel may be lower than its numbers, which scroll then: the canvas shall not be pushed away for them. The prompt and
// the button stay.
QLayout* TryPanel::buildForm(QWidget* page)
{
    m_prompt = new QPlainTextEdit(tr("Once upon a time"), page);
    m_prompt->setObjectName(QStringLiteral("tryPrompt"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setPlaceholderText(tr("The text to continue"));
    m_prompt->setTabChangesFocus(true);
    m_prompt->setMinimumHeight(fontMetrics().height() + 16);
    // It takes what the numbers below it leave, and asks for no more.
    m_prompt->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
    auto* scroll = new widgets::FormScroll(buildNumbers(), page);
    scroll->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Maximum);
    m_state = new widgets::PlainLabel(page);
    m_state->setObjectName(QStringLiteral("tryState"));
    widgets::setCaption(*m_state);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_start = new QPushButton(tr("Stop"), page);
    m_start->setObjectName(QStringLiteral("tryStart"));
    m_start->setFixedWidth(std::max(72, m_start->sizeHint().width()));
    auto* end = new QHBoxLayout;
    end->setSpacing(8);
    end->addWidget(m_state, 1);
    end->addWidget(m_start, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    column->addWidget(m_prompt, 1);
    column->addWidget(scroll);
    column->addLayout(end);
    return column;
}

QWidget* TryPanel::buildNumbers()
{
    auto* form = new QWidget(this);
    auto* rows = new QGridLayout(form);
    QGridLayout& grid = *rows;
    grid.setContentsMargins(0, 0, 0, 0);
    grid.setHorizontalSpacing(8);
    grid.setVerticalSpacing(8);
    grid.setColumnStretch(2, 1);
    m_tokens = addNumber<QSpinBox>(grid, form, {0, 0}, tr("New tokens"));
    m_tokens->setObjectName(QStringLiteral("tryTokens"));
    m_tokens->setRange(1, kMostTokens);
    m_tokens->setValue(64);
    m_tokens->setToolTip(tr("Most tokens for each of the two texts"));
    m_choice = new QComboBox(form);
    m_choice->setObjectName(QStringLiteral("tryChoice"));
    m_choice->setAccessibleName(tr("How the next token is chosen"));
    m_choice->setToolTip(tr("Greedy: always the likeliest token. Sampled: drawn by its probability"));
    m_choice->addItems({tr("Greedy"), tr("Sampled")});
    grid.addWidget(m_choice, 0, 2, 1, 2);
    m_temperature = addNumber<QDoubleSpinBox>(grid, form, {0, 1}, tr("Temperature"));
    m_temperature->setObjectName(QStringLiteral("tryTemperature"));
    m_temperature->setRange(0.05, 5);
    m_temperature->setSingleStep(0.05);
    m_topP = addNumber<QDoubleSpinBox>(grid, form, {2, 1}, tr("Top-p"));
    m_topP->setObjectName(QStringLiteral("tryTopP"));
    m_topP->setRange(0.05, 1);
    m_topP->setSingleStep(0.05);
    const core::SamplingParameters usual = core::GenerationOptions().sampling;
    m_temperature->setValue(usual.temperature);
    m_topP->setValue(usual.topP);
    m_seed = addNumber<QSpinBox>(grid, form, {0, 2}, tr("Seed"));
    m_seed->setObjectName(QStringLiteral("trySeed"));
    m_seed->setRange(0, 9999);
    m_seed->setValue(1);
    return form;
}

void TryPanel::connectForm()
{
    m_later.setSingleShot(true);
    m_later.setInterval(0);
    connect(&m_later, &QTimer::timeout, this, &TryPanel::followObstacle);
    connect(&m_document, &Document::changed, this, &TryPanel::followDocument);
    connect(m_again, &QPushButton::clicked, this, &TryPanel::followObstacle);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &TryPanel::followChoice);
    connect(m_start, &QPushButton::clicked, this, &TryPanel::startOrStop);
    connect(&m_run, &TryRun::advanced, this, &TryPanel::showTexts);
    connect(&m_run, &TryRun::ended, this, &TryPanel::end);
    connect(&m_run, &TryRun::placeChanged, this, &TryPanel::followState);
}

void TryPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    followObstacle();
}

void TryPanel::followDocument()
{
    followAge();
    if (isVisible())
        m_later.start();
}

void TryPanel::followObstacle()
{
    bool isTokenizer = false;
    const QString obstacle = m_run.isRunning() ? QString() : tryObstacle(m_document.stack(), isTokenizer);
    m_obstacle->setText(obstacle);
    m_again->setVisible(isTokenizer);
    m_pages->setCurrentIndex(obstacle.isEmpty() ? 1 : 0);
    if (m_tried || !obstacle.isEmpty())
        return;
    const core::Stack& stack = m_document.stack();
    m_base->setOwner(QString::fromStdString(baseOf(stack).label));
    m_stack->setOwner(QString::fromStdString(core::formatExpression(stack.blocks)));
}

void TryPanel::followChoice()
{
    const bool isSampled = m_choice->currentIndex() != kGreedy;
    const QString greedy = tr("Greedy always takes the likeliest token");
    m_temperature->setToolTip(isSampled ? tr("Higher: freer, lower: closer to the likeliest") : greedy);
    m_topP->setToolTip(isSampled ? tr("Only the likeliest tokens that together have this probability")
                                 : greedy);
    m_seed->setToolTip(isSampled ? tr("Another seed gives another text") : greedy);
    for (QWidget* field :
         {static_cast<QWidget*>(m_temperature), static_cast<QWidget*>(m_topP), static_cast<QWidget*>(m_seed)})
        field->setEnabled(isSampled);
}

void TryPanel::followState()
{
    const bool isRunning = m_run.isRunning();
    m_start->setText(isRunning ? tr("Stop") : tr("Try"));
    m_start->setToolTip(isRunning ? tr("Stop generating") : tr("Continue the prompt with base and stack"));
    if (!isRunning)
        return;
    const QString before = m_run.waitsFor();
    m_state->setText(!before.isEmpty()              ? tr("Waits for: %1").arg(before)
                         : m_texts.base.tokens == 0 ? tr("Reading layers…")
                                                    : tr("Writing…"));
}

// The texts are those of the stack as it was when it was tried.
void TryPanel::followAge()
{
    const bool isOld = m_tried && *m_tried != m_document.stack();
    m_stack->setNote(isOld ? tr("of an earlier stack") : QString());
}

void TryPanel::startOrStop()
{
    if (!m_run.isRunning())
        return start();
    m_run.stop();
    m_state->setText(tr("Stopping…"));
}

void TryPanel::start()
{
    m_tried = m_document.snapshot();
    m_wanted = static_cast<std::uint64_t>(m_tokens->value());
    m_texts = {};
    TryRequest request {m_tried, m_prompt->toPlainText().toStdString(), {}};
    request.how.tokens = m_wanted;
    request.how.seed = static_cast<std::uint64_t>(m_seed->value());
    request.how.sampling = m_choice->currentIndex() == kGreedy
        ? core::SamplingParameters {0, 1}
        : core::SamplingParameters {m_temperature->value(), m_topP->value()};
    m_base->clear();
    m_stack->clear();
    m_base->setOwner(QString::fromStdString(baseOf(*m_tried).label));
    m_stack->setOwner(QString::fromStdString(core::formatExpression(m_tried->blocks)));
    followAge();
    m_run.start(request);
    followState();
}

void TryPanel::showTexts(const TriedTexts& texts)
{
    m_texts = texts;
    m_base->show(texts.base, m_wanted);
    m_stack->show(texts.stack, m_wanted);
    followState();
}

void TryPanel::end(const std::optional<core::Error>& problem)
{
    const bool isStopped = problem && problem->code() == core::ErrorCode::Cancelled;
    m_state->setText(!problem ? QString() : isStopped ? tr("Stopped") : sentence(problem->message()));
    // What was written stays; it is all there will be.
    m_texts.base.hasEnded = m_texts.stack.hasEnded = true;
    if (m_texts.base.tokens > 0) {
        m_base->show(m_texts.base, m_wanted);
        m_stack->show(m_texts.stack, m_wanted);
    }
    followState();
    m_later.start();
}

} // namespace layerloom::app
