#include "app/window/suggest/suggest_form.h"

#include "app/base/text.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/plain_text.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace layerloom::app {

namespace {

// As core::findCandidates() allows.
constexpr int kMostTimes = 10;

constexpr std::array kUnits {std::pair(1e9, " B"), std::pair(1e6, " M"), std::pair(1e3, " K")};

} // namespace

SuggestForm::SuggestForm(QWidget* parent)
    : QWidget(parent)
    , m_model(new widgets::ElidedCombo(this))
    , m_layers(new QSpinBox(this))
    , m_parameters(new QDoubleSpinBox(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_model->setObjectName(QStringLiteral("suggestModel"));
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(18);
    m_model->setToolTip(tr("The model whose layers are stacked"));
    m_layers->setObjectName(QStringLiteral("suggestLayers"));
    m_layers->setToolTip(tr("Number of layers of the stack"));
    m_parameters->setObjectName(QStringLiteral("suggestParameters"));
    m_parameters->setToolTip(tr("Number of parameters of the stack; the nearest number of layers is used"));
    m_parameters->setMinimumWidth(m_parameters->fontMetrics().horizontalAdvance(QStringLiteral("0000.00 M"))
                                  + 44);
    addField(*row, tr("Model"), m_model);
    addField(*row, tr("Layers"), m_layers);
    addField(*row, tr("Parameters"), m_parameters);
    row->addStretch();
    connect(m_model, &QComboBox::currentIndexChanged, this, &SuggestForm::followModel);
    connect(m_layers, &QSpinBox::valueChanged, this, [this] {
        showParameters();
        Q_EMIT changed();
    });
    connect(m_parameters, &QDoubleSpinBox::valueChanged, this, &SuggestForm::followParameters);
    connect(m_parameters, &QDoubleSpinBox::editingFinished, this, &SuggestForm::showParameters);
}

void SuggestForm::addField(QHBoxLayout& row, const QString& name, QWidget* field)
{
    field->setAccessibleName(name);
    auto* label = new widgets::PlainLabel(name, this);
    label->setBuddy(field);
    row.addWidget(label);
    row.addWidget(field);
    row.addSpacing(8);
}

void SuggestForm::setStack(const core::Stack& stack)
{
    const std::optional<core::SourceIndex> before = source();
    const bool isSame = m_stack.setup == stack.setup;
    m_stack = stack;
    const auto& sources = stack.setup.sources;
    {
        const QSignalBlocker blocker(m_model);
        m_model->clear();
        for (core::SourceIndex i = 0; i.value < sources.size(); ++i)
            if (sources[i.value].model)
                m_model->addItem(sourceText(i, sources[i.value].label), i.value);
        const int index = isSame && before ? m_model->findData(before->value) : 0;
        m_model->setCurrentIndex(std::max(index, m_model->count() > 0 ? 0 : -1));
    }
    m_model->setEnabled(m_model->count() > 1);
    if (!isSame)
        followModel();
}

std::optional<core::SourceIndex> SuggestForm::source() const
{
    const QVariant chosen = m_model->currentData();
    return chosen.isValid() ? std::optional(core::SourceIndex::from(chosen.toUInt())) : std::nullopt;
}

std::uint32_t SuggestForm::layers() const
{
    return static_cast<std::uint32_t>(m_layers->value());
}

void SuggestForm::followModel()
{
    const auto chosen = source();
    m_layers->setEnabled(chosen.has_value());
    m_parameters->setEnabled(chosen.has_value());
    if (!chosen)
        return Q_EMIT changed();
    const core::LayerTable& table = m_stack.setup.sources[chosen->value].model->table;
    const auto own = static_cast<int>(table.layers.size());
    double inLayers = 0;
    for (const core::Layer& layer : table.layers)
        inLayers += static_cast<double>(layer.parameters);
    m_size = {static_cast<double>(table.parameters) - inLayers, inLayers / std::max(own, 1), 1};
    QString suffix;
    for (const auto& [unit, name] : kUnits)
        if (m_size.unit == 1 && static_cast<double>(table.parameters) >= unit)
            std::tie(m_size.unit, suffix) = std::pair(unit, QLatin1String(name));
    const int now = static_cast<int>(m_stack.blocks.size());
    const QSignalBlocker layers(m_layers);
    const QSignalBlocker parameters(m_parameters);
    m_layers->setRange(1, std::max(1, own * kMostTimes));
    m_layers->setValue(now != 0 && now != own ? now : static_cast<int>(std::lround(0.9 * own)));
    m_parameters->setSuffix(suffix);
    m_parameters->setDecimals(m_size.each / m_size.unit < 0.1 ? 3 : 2);
    m_parameters->setRange(0, (m_size.rest + m_size.each * own * kMostTimes) / m_size.unit);
    m_parameters->setSingleStep(m_size.each / m_size.unit);
    showParameters();
    Q_EMIT changed();
}

void SuggestForm::showParameters()
{
    const QSignalBlocker blocker(m_parameters);
    m_parameters->setValue((m_size.rest + m_size.each * m_layers->value()) / m_size.unit);
}

// What is being typed stays as it is; the number of layers follows.
void SuggestForm::followParameters(double shown)
{
    const double wanted = (shown * m_size.unit - m_size.rest) / m_size.each;
    {
        const QSignalBlocker blocker(m_layers);
        m_layers->setValue(static_cast<int>(std::lround(std::clamp(wanted, 1.0, 1.0 * m_layers->maximum()))));
    }
    Q_EMIT changed();
}

} // namespace layerloom::app
