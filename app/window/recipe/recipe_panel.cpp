#include "app/window/recipe/recipe_panel.h"

#include "app/base/text.h"
#include "app/window/controls/number_row.h"
#include "core/checks/preview.h"
#include "widgets/controls/caption.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/form_scroll.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/popup_card.h"
#include "widgets/controls/text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace layerloom::app {

namespace {

constexpr int kFirstNumberRow = 2;

QComboBox* modelCombo(const QString& objectName, const QString& name, const QString& toolTip, QWidget* parent)
{
    auto* combo = new widgets::ElidedCombo(parent);
    combo->setObjectName(objectName);
    combo->setAccessibleName(name);
    combo->setToolTip(toolTip);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(8);
    return combo;
}

void fillWithSources(QComboBox& combo, const core::Stack& stack, int otherwise)
{
    const QSignalBlocker blocker(combo);
    const int chosen = combo.count() > 0 ? combo.currentIndex() : otherwise;
    combo.clear();
    const auto& sources = stack.setup.sources;
    for (std::size_t i = 0; i < sources.size(); ++i)
        combo.addItem(sourceText(core::SourceIndex::from(i), sources[i].label));
    combo.setCurrentIndex(std::min(chosen, combo.count() - 1));
}

QString outcomeText(const core::Preview& preview)
{
    const core::Totals& totals = preview.totals;
    const QString layers = counted(totals.layers, "layer");
    if (totals.seams == 0)
        return RecipePanel::tr("Gives %1, no seams.").arg(layers);
    return RecipePanel::tr("Gives %1, %2, layer distance %3.")
        .arg(layers, counted(totals.seams, "seam"))
        .arg(totals.maxDistance);
}

// The first thing worth knowing about the stack a recipe makes.
QString adviceText(const core::Preview& preview)
{
    for (const core::Problem& problem : preview.problems) {
        const bool isAboutRecipe =
            problem.id == core::ProblemId::AlternatingLayers || problem.id == core::ProblemId::WeakRepeat;
        if (isAboutRecipe || problem.severity == core::Severity::Error)
            return sentence(problem.message);
    }
    return {};
}

} // namespace

RecipePanel::RecipePanel(Document& document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
{
    m_pages = new QStackedLayout(this);
    auto* empty =
        new widgets::PlainLabel(tr("Recipes need a model: DUS, iDUS, interleave, repeat and more."), this);
    empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    empty->setForegroundRole(QPalette::PlaceholderText);
    empty->setWordWrap(true);
    empty->setContentsMargins(12, 28, 12, 0);
    m_pages->addWidget(empty);
    m_pages->addWidget(buildForm());
    connectForm();
    buildRows();
    followDocument();
}

RecipePanel::~RecipePanel() = default;

QWidget* RecipePanel::buildForm()
{
    auto* form = new QWidget(this);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(8);

    m_recipes = new widgets::ElidedCombo(form);
    m_recipes->setObjectName(QStringLiteral("recipeCombo"));
    m_recipes->setAccessibleName(tr("Recipe"));
    m_recipes->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_recipes->setMaxVisibleItems(20);
    m_recipes->setToolTip(tr("The rule that makes the stack"));
    for (const core::Recipe* recipe : offeredRecipes())
        m_recipes->addItem(recipeText(recipe->title));
    column->addWidget(m_recipes);

    m_grid = new QGridLayout;
    column->addLayout(m_grid);
    buildModels(form);

    m_line = new widgets::PlainLabel(form);
    m_line->setObjectName(QStringLiteral("recipeLine"));
    widgets::setCaption(*m_line);
    column->addWidget(m_line);
    column->addStretch();

    // The buttons keep their places, whatever the form shows.
    auto* page = new QWidget(this);
    auto* outer = new QVBoxLayout(page);
    outer->setContentsMargins(0, 0, 0, 12);
    outer->setSpacing(4);
    outer->addWidget(new widgets::FormScroll(form, page), 1);
    outer->addLayout(buildButtons(page));
    return page;
}

void RecipePanel::buildModels(QWidget* form)
{
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(2, 1);
    m_grid->setColumnMinimumWidth(0, 60);
    m_first = modelCombo(QStringLiteral("recipeModel"), tr("Model"),
                         tr("The model whose layers the recipe takes"), form);
    m_second = modelCombo(QStringLiteral("recipeSecondModel"), tr("Second model"),
                          tr("The model the second part is taken from"), form);
    auto* firstLabel = new widgets::PlainLabel(tr("Model"), form);
    m_secondLabel = new widgets::PlainLabel(tr("Second"), form);
    firstLabel->setBuddy(m_first);
    m_secondLabel->setBuddy(m_second);
    m_grid->addWidget(firstLabel, 0, 0);
    m_grid->addWidget(m_first, 0, 1, 1, 2);
    m_grid->addWidget(m_secondLabel, 1, 0);
    m_grid->addWidget(m_second, 1, 1, 1, 2);
}

QLayout* RecipePanel::buildButtons(QWidget* form)
{
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 0, 12, 0);
    buttons->setSpacing(8);
    auto* why = new QPushButton(tr("Explain"), form);
    why->setObjectName(QStringLiteral("recipeExplain"));
    why->setProperty("link", true);
    why->setToolTip(tr("Description and source of this recipe"));
    connect(why, &QPushButton::clicked, this, &RecipePanel::explain);
    m_preview = new QPushButton(tr("Preview"), form);
    m_preview->setObjectName(QStringLiteral("recipePreview"));
    m_preview->setCheckable(true);
    m_preview->setToolTip(tr("Show it over the output; Esc ends"));
    m_apply = new QPushButton(tr("Apply"), form);
    m_apply->setObjectName(QStringLiteral("recipeApply"));
    m_apply->setToolTip(tr("Replace the output by it"));
    buttons->addWidget(why);
    buttons->addStretch();
    buttons->addWidget(m_preview);
    buttons->addWidget(m_apply);
    return buttons;
}

void RecipePanel::connectForm()
{
    connect(&m_document, &Document::changed, this, &RecipePanel::followDocument);
    connect(m_recipes, &QComboBox::currentIndexChanged, this, [this] {
        buildRows();
        offerTwoModels();
        readModels();
        resetNumbers();
    });
    connect(m_first, &QComboBox::currentIndexChanged, this, &RecipePanel::readModelsAndNumbers);
    connect(m_second, &QComboBox::currentIndexChanged, this, &RecipePanel::readModelsAndNumbers);
    connect(m_preview, &QPushButton::toggled, this, &RecipePanel::setPreviewing);
    connect(m_apply, &QPushButton::clicked, this, &RecipePanel::apply);
}

void RecipePanel::setPreviewing(bool on)
{
    if (on == isPreviewing())
        return;
    if (on)
        m_beforePreview =
            State {m_recipes->currentIndex(), m_first->currentIndex(), m_second->currentIndex(), m_input};
    else
        m_beforePreview.reset();
    m_preview->setChecked(on);
    recompute();
    if (!on)
        Q_EMIT previewChanged(nullptr);
}

void RecipePanel::cancelPreview()
{
    if (!m_beforePreview)
        return;
    const State before = *m_beforePreview;
    {
        const QSignalBlocker recipes(m_recipes);
        const QSignalBlocker first(m_first);
        const QSignalBlocker second(m_second);
        m_recipes->setCurrentIndex(before.recipe);
        m_first->setCurrentIndex(before.first);
        m_second->setCurrentIndex(before.second);
    }
    buildRows();
    m_input = before.input;
    showNumbers();
    setPreviewing(false);
}

void RecipePanel::apply()
{
    if (!m_outcome)
        return;
    const RecipeOutcome outcome = *m_outcome;
    const QString title = recipeTitle(recipe(), m_input);
    m_applied = std::pair(title, outcome.stack.blocks);
    setPreviewing(false);
    m_document.edit(outcome.edits, title);
}

void RecipePanel::insert()
{
    if (!m_outcome)
        return;
    const core::Blocks blocks = m_outcome->stack.blocks;
    setPreviewing(false);
    Q_EMIT insertRequested(blocks, tr("Insert %1").arg(recipeText(recipe().title)));
}

void RecipePanel::choose(int recipe)
{
    m_recipes->setCurrentIndex(recipe);
    m_recipes->setFocus(Qt::ShortcutFocusReason);
}

void RecipePanel::start(int recipe)
{
    m_recipes->setCurrentIndex(recipe);
    m_first->setCurrentIndex(0);
    m_second->setCurrentIndex(0);
    readModels();
    resetNumbers();
    apply();
}

void RecipePanel::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && isPreviewing())
        cancelPreview();
    else
        QWidget::keyPressEvent(event);
}

const core::Recipe& RecipePanel::recipe() const
{
    return *offeredRecipes()[static_cast<std::size_t>(m_recipes->currentIndex())];
}

void RecipePanel::followDocument()
{
    // An edit ends the preview: it was one of another output.
    setPreviewing(false);
    fillWithSources(*m_first, m_document.stack(), 0);
    fillWithSources(*m_second, m_document.stack(), m_document.stack().setup.sources.size() > 1 ? 1 : 0);
    const bool usable = !m_document.stack().setup.sources.empty();
    m_pages->setCurrentIndex(usable ? 1 : 0);
    if (usable) {
        readModelsAndNumbers();
        return;
    }
    m_input = {};
    m_outcome.reset();
    Q_EMIT validityChanged();
}

void RecipePanel::readModels()
{
    const auto chosen = [this](const QComboBox& combo) {
        const auto index = core::SourceIndex::from(std::max(combo.currentIndex(), 0));
        const auto& sources = m_document.stack().setup.sources;
        return core::RecipeModel {index, index.value < sources.size() ? sources[index.value].layers : 0};
    };
    m_input.models = {chosen(*m_first)};
    if (recipe().models != core::Recipe::Models::One)
        m_input.models.push_back(chosen(*m_second));
}

// A recipe that weaves models begins with two different ones.
void RecipePanel::offerTwoModels()
{
    const QSignalBlocker blocker(m_second);
    if (recipe().models == core::Recipe::Models::Many && m_second->count() > 1
        && m_second->currentIndex() == m_first->currentIndex())
        m_second->setCurrentIndex(m_first->currentIndex() == 0 ? 1 : 0);
}

// The values of a recipe follow the depths of its models; models of the same depth keep them.
void RecipePanel::readModelsAndNumbers()
{
    const auto depths = [this] {
        std::vector<std::uint32_t> layers;
        for (const core::RecipeModel& model : m_input.models)
            layers.push_back(model.layers);
        return layers;
    };
    const auto before = depths();
    readModels();
    if (before == depths()) {
        readSources();
        recompute();
    } else {
        resetNumbers();
    }
}

// A recipe's source, such as the model that gives config.json, is the chosen model.
void RecipePanel::readSources()
{
    const auto& parameters = recipe().parameters;
    for (std::size_t i = 0; i < parameters.size() && i < m_input.values.size(); ++i)
        if (parameters[i].kind == core::RecipeParameter::Kind::Source)
            m_input.values[i] = {parameters[i].initial(m_input)};
}

void RecipePanel::buildRows()
{
    for (NumberRow* row : m_rows)
        delete row;
    m_rows.clear();
    const core::Recipe& chosen = recipe();
    const bool two = chosen.models != core::Recipe::Models::One;
    m_second->setVisible(two);
    m_secondLabel->setVisible(two);
    QWidget* last = m_second;
    for (std::size_t i = 0; i < chosen.parameters.size(); ++i) {
        const core::RecipeParameter& parameter = chosen.parameters[i];
        if (parameter.kind != core::RecipeParameter::Kind::Number) {
            m_rows.push_back(nullptr);
            continue;
        }
        auto* row = new NumberRow(
            *m_grid, kFirstNumberRow + static_cast<int>(i),
            {fieldName(parameter), recipeText(parameter.label), recipeText(parameter.description)}, this);
        connect(row, &NumberRow::valueChanged, this, [this, i](int value) { setNumber(i, value); });
        setTabOrder(last, row->field());
        last = row->field();
        m_rows.push_back(row);
    }
}

void RecipePanel::resetNumbers()
{
    const bool hasLayers = !m_input.models.empty() && m_input.models.front().layers > 0;
    m_input.values.assign(recipe().parameters.size(), {0});
    if (hasLayers) {
        core::setInitialValues(recipe(), m_input);
        showNumbers();
    }
    recompute();
}

void RecipePanel::setNumber(std::size_t parameter, int value)
{
    m_input.values[parameter] = {static_cast<std::uint32_t>(value)};
    core::clampValues(recipe(), m_input);
    showNumbers();
    recompute();
}

void RecipePanel::showNumbers()
{
    const core::Recipe& chosen = recipe();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const core::RecipeParameter& parameter = chosen.parameters[i];
        if (m_rows[i])
            m_rows[i]->show(parameter.minimum(m_input), parameter.maximum(m_input), m_input.number(i));
    }
}

void RecipePanel::recompute()
{
    showOutcome(applyRecipe(recipe(), m_document.stack(), m_input));
    m_apply->setEnabled(m_outcome.has_value());
    m_preview->setEnabled(m_outcome.has_value() || isPreviewing());
    Q_EMIT validityChanged();
    if (isPreviewing())
        Q_EMIT previewChanged(m_outcome ? std::make_shared<core::Stack>(m_outcome->stack) : nullptr);
}

void RecipePanel::showOutcome(const core::Result<RecipeOutcome>& outcome)
{
    m_outcome.reset();
    if (!outcome) {
        m_line->setText(sentence(outcome.error().message()));
        return;
    }
    m_outcome = *outcome;
    const core::Preview preview = core::preview(outcome->stack);
    QStringList lines {outcomeText(preview)};
    const char* remark = recipe().remark ? recipe().remark(m_input) : "";
    if (*remark)
        lines.append(recipeText(remark) + QLatin1Char('.'));
    const QString advice = adviceText(preview);
    if (!advice.isEmpty())
        lines.append(advice);
    const bool applied = m_applied && m_applied->first == recipeTitle(recipe(), m_input);
    if (applied && m_applied->second != m_document.stack().blocks)
        lines.append(tr("The output was edited since."));
    m_line->setText(lines.join(QLatin1Char(' ')));
}

void RecipePanel::explain()
{
    auto* card = new widgets::PopupCard(findChild<QPushButton*>(QStringLiteral("recipeExplain")));
    card->setObjectName(QStringLiteral("recipeExplanation"));
    card->addText(recipeText(recipe().explanation));
    if (*recipe().reference)
        card->addLink(QLatin1String(recipe().reference));
    card->showAtAnchor();
}

} // namespace layerloom::app
