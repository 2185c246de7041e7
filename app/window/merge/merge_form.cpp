#include "app/window/merge/merge_form.h"

#include "app/base/text.h"
#include "app/window/lists/problems_model.h"
#include "app/window/merge/load_check_combo.h"
#include "core/base/text.h"
#include "core/engine/load_engine.h"
#include "core/stack/dequantized_sources.h"
#include "widgets/controls/elided_combo.h"
#include "widgets/controls/plain_text.h"
#include "widgets/controls/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

#include <array>
#include <set>
#include <utility>

namespace layerloom::app {

namespace {

constexpr std::array kShardSizes {"2 GB", "5 GB", "10 GB", "50 GB"};
constexpr int kRuleItem = -1; ///< a part left to its rule

QString dtypeText(core::FloatType type)
{
    const std::string_view name = core::headerName(type);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString mainDtype(const core::Stack& stack)
{
    const core::Model* model = core::modelOf(stack, core::partSource(stack, core::Part::Config));
    return model ? QString::fromStdString(model->mainDtype) : QString();
}

} // namespace

QString suggestedName(const core::Stack& stack, std::uint64_t parameters)
{
    std::set<core::SourceIndex> used;
    QStringList parts;
    for (const core::Block& block : stack.blocks)
        if (used.insert(block.source).second && parts.size() < 2)
            parts.append(QString::fromStdString(stack.setup.sources[block.source.value].label));
    parts.append(QString::fromStdString(core::shortCount(parameters)).remove(QLatin1Char(' ')));
    static const QRegularExpression unusual(QStringLiteral("[^a-z0-9._-]+"));
    return parts.join(QLatin1Char('-')).toLower().replace(unusual, QStringLiteral("-"));
}

MergeForm::MergeForm(core::Stack stack, const core::OutputSettings& settings, QWidget* parent)
    : QWidget(parent)
    , m_stack(std::move(stack))
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnMinimumWidth(0, 96);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(3, 1);
    addDestination();
    addFormat(settings);
    addParts();
    addAlso(settings);
    showStack();
    m_grid->setRowStretch(m_grid->rowCount(), 1);
}

void MergeForm::addHeading(const QString& text)
{
    const int row = m_grid->rowCount();
    auto* label = new widgets::PlainLabel(text, this);
    label->setFont(widgets::textFont(widgets::TextSize::Section));
    label->setForegroundRole(QPalette::PlaceholderText);
    if (row > 1)
        label->setContentsMargins(0, 8, 0, 0);
    m_grid->addWidget(label, row, 0, 1, 4);
}

void MergeForm::addDestination()
{
    addHeading(tr("Destination"));
    const auto addLine = [this](const QString& text, const QString& name) {
        auto* field = new QLineEdit(this);
        field->setObjectName(name);
        field->setAccessibleName(text);
        auto* label = new widgets::PlainLabel(text, this);
        label->setBuddy(field);
        m_grid->addWidget(label, m_grid->rowCount(), 0);
        connect(field, &QLineEdit::textChanged, this, &MergeForm::changed);
        return field;
    };
    m_folder = addLine(tr("Folder"), QStringLiteral("destinationFolder"));
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_folder);
    auto* browse = new QPushButton(tr("Browse…"), this);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &MergeForm::chooseFolder);
    line->addWidget(browse);
    m_grid->addLayout(line, m_grid->rowCount() - 1, 1, 1, 3);
    m_name = addLine(tr("Name"), QStringLiteral("destinationName"));
    m_grid->addWidget(m_name, m_grid->rowCount() - 1, 1, 1, 3);
}

QComboBox* MergeForm::addCombo(const QString& label, const QString& name, int row, int column)
{
    auto* combo = new widgets::ElidedCombo(this);
    combo->setObjectName(name);
    placeCombo(*combo, label, row, column);
    return combo;
}

void MergeForm::placeCombo(QComboBox& combo, const QString& label, int row, int column)
{
    combo.setAccessibleName(label);
    combo.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo.setMinimumContentsLength(10);
    auto* text = new widgets::PlainLabel(label, this);
    text->setBuddy(&combo);
    m_grid->addWidget(text, row, column);
    m_grid->addWidget(&combo, row, column + 1);
    connect(&combo, &QComboBox::currentTextChanged, this, &MergeForm::changed);
}

void MergeForm::addFormat(const core::OutputSettings& settings)
{
    addHeading(tr("Format"));
    const int row = m_grid->rowCount();
    m_dtype = addCombo(tr("Data type"), QStringLiteral("dtypeCombo"), row, 0);
    m_dtype->addItem({});
    for (const core::FloatType type : {core::FloatType::BF16, core::FloatType::F16, core::FloatType::F32})
        m_dtype->addItem(dtypeText(type), static_cast<int>(type));
    if (settings.dtype)
        setDtype(*settings.dtype);
    m_convertsAll = settings.convertsAll;
    if (!m_convertsAll)
        m_dtype->setToolTip(tr("Tensors that a model keeps in F32 beside 16-bit weights stay in F32"));

    m_shards = addCombo(tr("Shard size"), QStringLiteral("shardCombo"), row, 2);
    m_shards->setEditable(true);
    m_shards->setToolTip(tr("Largest size of one file in bytes: 5 GB, 4.5 GB, 2 GiB"));
    for (const char* size : kShardSizes)
        m_shards->addItem(QString::fromLatin1(size));
    m_shards->addItem(tr("one file"));
    m_shards->setCurrentText(settings.shardBytes == 0 ? tr("one file") : bytesText(settings.shardBytes));
    for (const char* size : kShardSizes)
        if (core::parseByteSize(size) == settings.shardBytes)
            m_shards->setCurrentText(QString::fromLatin1(size));
    addQuantization(settings, row + 1);
    addChecks(settings, row + 3);
}

void MergeForm::addQuantization(const core::OutputSettings& settings, int row)
{
    m_weights = addCombo(tr("Weights"), QStringLiteral("weightsCombo"), row, 0);
    m_weights->setToolTip(tr("Format of the linear modules, as bitsandbytes stores them"));
    m_weights->addItem(tr("As they are"));
    for (const core::QuantizationType type : core::kQuantizationTypes)
        m_weights->addItem(QString::fromStdString(core::quantizationTitle({type, false, {}})),
                           static_cast<int>(type));
    m_doubleQuant = addCheck(tr("Double quantization"), settings.quantize && settings.quantize->doubleQuant);
    m_doubleQuant->setObjectName(QStringLiteral("doubleQuantCheck"));
    m_doubleQuant->setToolTip(tr("Quantizes the scales too: 4.13 bits a weight instead of 4.5"));
    m_grid->addWidget(m_doubleQuant, row, 2, 1, 2);
    m_skipped = new QLineEdit(this);
    m_skipped->setObjectName(QStringLiteral("skippedModules"));
    m_skipped->setAccessibleName(tr("Skip"));
    m_skipped->setPlaceholderText(tr("the head"));
    m_skipped->setToolTip(tr("Modules that stay as they are besides the head: o_proj, model.layers.0"));
    auto* label = new widgets::PlainLabel(tr("Skip"), this);
    label->setBuddy(m_skipped);
    m_grid->addWidget(label, row + 1, 0);
    m_grid->addWidget(m_skipped, row + 1, 1, 1, 3);
    if (settings.quantize) {
        m_weights->setCurrentIndex(m_weights->findData(static_cast<int>(settings.quantize->type)));
        QStringList names;
        for (const std::string& name : settings.quantize->skippedModules)
            names.append(QString::fromStdString(name));
        m_skipped->setText(names.join(QStringLiteral(", ")));
    }
    connect(m_skipped, &QLineEdit::textChanged, this, &MergeForm::changed);
    connect(m_weights, &QComboBox::activated, this, &MergeForm::followQuantization);
    m_doubleQuant->setEnabled(settings.quantize && core::canDoubleQuantize(settings.quantize->type));
    m_skipped->setEnabled(settings.quantize.has_value());
}

/// Another format was chosen: double quantization begins as it is usual for it.
void MergeForm::followQuantization()
{
    const bool isQuantized = m_weights->currentIndex() > 0;
    const auto type = static_cast<core::QuantizationType>(m_weights->currentData().toInt());
    m_doubleQuant->setEnabled(isQuantized && core::canDoubleQuantize(type));
    m_doubleQuant->setChecked(isQuantized && type == core::QuantizationType::NF4);
    m_skipped->setEnabled(isQuantized);
    Q_EMIT changed();
}

std::optional<core::Quantization> MergeForm::quantization() const
{
    if (m_weights->currentIndex() <= 0)
        return std::nullopt;
    const auto type = static_cast<core::QuantizationType>(m_weights->currentData().toInt());
    core::Quantization quantization {type, m_doubleQuant->isChecked() && core::canDoubleQuantize(type), {}};
    static const QRegularExpression separators(QStringLiteral("[,\\s]+"));
    for (const QString& name : m_skipped->text().split(separators, Qt::SkipEmptyParts))
        quantization.skippedModules.push_back(name.toStdString());
    return quantization;
}

void MergeForm::addChecks(const core::OutputSettings& settings, int row)
{
    m_device = addCombo(tr("Device"), QStringLiteral("deviceCombo"), row, 0);
    m_device->addItem(tr("Auto"), QStringLiteral("auto"));
    m_device->addItem(tr("CPU"), QStringLiteral("cpu"));
    if (const QString device = QString::fromStdString(settings.device); m_device->findData(device) < 0)
        m_device->addItem(device, device);
    m_device->setCurrentIndex(m_device->findData(QString::fromStdString(settings.device)));
    m_verify = addCombo(tr("Verify"), QStringLiteral("verifyCombo"), row, 2);
    m_verify->addItem(tr("Full, every byte"), static_cast<int>(core::VerifyMode::Full));
    m_verify->addItem(tr("Quick, names and shapes"), static_cast<int>(core::VerifyMode::Quick));
    m_verify->addItem(tr("Off"), static_cast<int>(core::VerifyMode::Off));
    m_verify->setCurrentIndex(m_verify->findData(static_cast<int>(settings.verify)));
    m_loadCheck = new LoadCheckCombo(this);
    m_loadCheck->setObjectName(QStringLiteral("loadCheckCombo"));
    placeCombo(*m_loadCheck, tr("Load check"), row + 1, 0);
    m_dequantize = addCheck(tr("Dequantize the weights"), false);
    m_dequantize->setObjectName(QStringLiteral("dequantize"));
    m_dequantize->setToolTip(tr("Quantized weights are written as the numbers they stand for"));
    m_grid->addWidget(m_dequantize, row + 1, 2, 1, 2);
}

void MergeForm::addPart(const QString& label, core::Part part, int row, int column)
{
    m_parts.insert(static_cast<int>(part),
                   addCombo(label, QStringLiteral("part%1").arg(static_cast<int>(part)), row, column));
}

void MergeForm::addParts()
{
    addHeading(tr("Parts"));
    const int row = m_grid->rowCount();
    addPart(partText(core::Part::Embeddings), core::Part::Embeddings, row, 0);
    addPart(partText(core::Part::Tokenizer), core::Part::Tokenizer, row, 2);
    addPart(tr("Norm and head"), core::Part::Head, row + 1, 0);
    addPart(partText(core::Part::ChatTemplate), core::Part::ChatTemplate, row + 1, 2);
    addPart(tr("Generation"), core::Part::GenerationConfig, row + 2, 0);
    addPart(partText(core::Part::Config), core::Part::Config, row + 2, 2);
}

void MergeForm::showPart(core::Part part, QComboBox& combo)
{
    core::Stack rules = m_stack;
    rules.setup.parts[static_cast<std::size_t>(part)].reset();
    const core::SourceIndex byRule = core::partSource(rules, part);
    const auto& sources = m_stack.setup.sources;
    const QSignalBlocker blocker(combo);
    combo.clear();
    for (core::SourceIndex i = 0; i.value < sources.size(); ++i)
        combo.addItem(sourceText(i, sources[i.value].label),
                      i == byRule ? kRuleItem : static_cast<int>(i.value));
    combo.setCurrentIndex(static_cast<int>(core::partSource(m_stack, part).value));
    combo.setEnabled(sources.size() > 1);
}

void MergeForm::showStack()
{
    const QString own = mainDtype(m_stack);
    const bool isQuantized = core::hasQuantizedSource(m_stack.setup);
    m_dequantize->setVisible(isQuantized);
    const QSignalBlocker blocker(m_dequantize);
    m_dequantize->setChecked(isQuantized && core::dequantizesAll(m_stack.setup));
    m_dtype->setItemText(0, own.isEmpty() ? tr("Keep") : tr("Keep (%1)").arg(own));
    for (auto part = m_parts.begin(); part != m_parts.end(); ++part)
        showPart(static_cast<core::Part>(part.key()), *part.value());
}

void MergeForm::setStack(core::Stack stack)
{
    QHash<QComboBox*, int> selected;
    for (auto part = m_parts.begin(); part != m_parts.end(); ++part) {
        const int now = part.value()->currentIndex();
        const bool isTouched =
            now != static_cast<int>(core::partSource(m_stack, static_cast<core::Part>(part.key())).value);
        if (isTouched && stack.setup == m_stack.setup)
            selected.insert(part.value(), now);
    }
    m_stack = std::move(stack);
    showStack();
    for (auto part = selected.begin(); part != selected.end(); ++part)
        part.key()->setCurrentIndex(part.value());
    Q_EMIT changed();
}

QCheckBox* MergeForm::addCheck(const QString& label, bool isChecked)
{
    auto* check = new QCheckBox(label, this);
    check->setChecked(isChecked);
    connect(check, &QCheckBox::toggled, this, &MergeForm::changed);
    return check;
}

void MergeForm::addAlso(const core::OutputSettings& settings)
{
    addHeading(tr("Also"));
    const int row = m_grid->rowCount();
    m_card = addCheck(QStringLiteral("README.md"), settings.modelCard);
    m_yaml = addCheck(QStringLiteral("mergekit_config.yml"), settings.mergekitConfig);
    m_recipe = addCheck(QStringLiteral("recipe.loom"), settings.recipe);
    m_card->setToolTip(tr("A model card with the models it was made of and the recipe"));
    auto* line = new QHBoxLayout;
    line->setSpacing(16);
    for (QCheckBox* check : {m_card, m_yaml, m_recipe})
        line->addWidget(check);
    line->addStretch();
    m_grid->addWidget(new widgets::PlainLabel(tr("Write"), this), row, 0);
    m_grid->addLayout(line, row, 1, 1, 3);
}

void MergeForm::chooseFolder()
{
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Folder for the checkpoint"), m_folder->text());
    if (!chosen.isEmpty())
        m_folder->setText(chosen);
}

std::filesystem::path MergeForm::destination() const
{
    const QString folder = m_folder->text().trimmed();
    const QString name = m_name->text().trimmed();
    if (folder.isEmpty() || name.isEmpty())
        return {};
    return std::filesystem::path(folder.toStdString()) / name.toStdString();
}

void MergeForm::setDestination(const std::filesystem::path& destination)
{
    m_folder->setText(QString::fromStdString(destination.parent_path().string()));
    m_name->setText(QString::fromStdString(destination.filename().string()));
}

QString MergeForm::python() const
{
    return m_loadCheck->python();
}

void MergeForm::remember() const
{
    m_loadCheck->remember();
}

bool MergeForm::isShardSizeWrong() const
{
    return m_shards->currentText() != tr("one file")
        && !core::parseByteSize(m_shards->currentText().toStdString());
}

core::OutputSettings MergeForm::settings() const
{
    core::OutputSettings settings;
    if (m_dtype->currentIndex() > 0)
        settings.dtype = static_cast<core::FloatType>(m_dtype->currentData().toInt());
    settings.convertsAll = m_convertsAll;
    settings.quantize = quantization();
    const bool oneFile = m_shards->currentText() == tr("one file");
    settings.shardBytes = oneFile
        ? 0
        : core::parseByteSize(m_shards->currentText().toStdString()).value_or(settings.shardBytes);
    settings.device = m_device->currentData().toString().toStdString();
    settings.verify = static_cast<core::VerifyMode>(m_verify->currentData().toInt());
    settings.modelCard = m_card->isChecked();
    settings.mergekitConfig = m_yaml->isChecked();
    settings.recipe = m_recipe->isChecked();
    return settings;
}

core::Setup MergeForm::setup() const
{
    core::Setup setup = m_stack.setup;
    if (m_dequantize->isChecked() != (core::hasQuantizedSource(setup) && core::dequantizesAll(setup)))
        setup = core::withDequantized(std::move(setup), m_dequantize->isChecked());
    for (auto part = m_parts.begin(); part != m_parts.end(); ++part) {
        // An untouched part keeps its value, even if that equals the rule.
        const auto now = core::SourceIndex::from(part.value()->currentIndex());
        if (now == core::partSource(m_stack, static_cast<core::Part>(part.key())))
            continue;
        const int item = part.value()->currentData().toInt();
        const auto chosen = item == kRuleItem ? std::nullopt : std::optional(core::SourceIndex::from(item));
        setup.parts[static_cast<std::size_t>(part.key())] = chosen;
        if (part.key() == static_cast<int>(core::Part::Head))
            setup.parts[static_cast<std::size_t>(core::Part::Norm)] = chosen;
    }
    return setup;
}

void MergeForm::setDevices(const std::vector<core::Device>& devices)
{
    const QString chosen = m_device->currentData().toString();
    for (const core::Device& device : devices) {
        const QString id = QString::fromStdString(device.id);
        const QString text =
            tr("%1, %2 free").arg(QString::fromStdString(device.name), bytesText(device.memoryFree));
        const int index = m_device->findData(id);
        if (index >= 0)
            m_device->setItemText(index,
                                  id == QStringLiteral("cpu")
                                      ? tr("CPU, %1").arg(text.section(QStringLiteral(", "), -1))
                                      : text);
        else
            m_device->addItem(text, id);
        m_device->setItemData(m_device->findData(id), QString::fromStdString(device.engine), Qt::ToolTipRole);
    }
    const core::Device& usual = core::autoDevice(devices);
    m_device->setItemText(
        0, tr("Auto: %1").arg(usual.id == "cpu" ? tr("CPU") : QString::fromStdString(usual.name)));
    m_device->setCurrentIndex(m_device->findData(chosen));
}

void MergeForm::setDtype(core::FloatType dtype)
{
    m_dtype->setCurrentIndex(m_dtype->findData(static_cast<int>(dtype)));
}

} // namespace layerloom::app
