#pragma once

#include "core/document/output_settings.h"
#include "core/engine/engine.h"
#include "core/stack/stack.h"

#include <QHash>
#include <QWidget>

#include <filesystem>
#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;

namespace layerloom::app {

class LoadCheckCombo;

/// The settings of a merge: destination, format, parts, extra files.
class MergeForm : public QWidget {
    Q_OBJECT

public:
    MergeForm(core::Stack stack, const core::OutputSettings& settings, QWidget* parent = nullptr);

    /// Follows a change of the stack. The selected sources of parts stay, unless the change is one of the setup.
    void setStack(core::Stack stack);
    /// The path made of the folder and name fields.
    std::filesystem::path destination() const;
    void setDestination(const std::filesystem::path& destination);
    core::OutputSettings settings() const;
    /// The setup with the selected sources of parts. A part left at its rule has no source in it.
    core::Setup setup() const;
    /// Offers these devices beside Auto.
    void setDevices(const std::vector<core::Device>& devices);
    void setDtype(core::FloatType dtype);
    /// The Python whose transformers must load the result; empty: none.
    QString python() const;
    /// Makes what is chosen and is no setting of the document that of the next merge.
    void remember() const;
    /// Asks for the folder that the checkpoint is written into.
    void chooseFolder();
    /// True when the typed shard size cannot be parsed.
    bool isShardSizeWrong() const;

Q_SIGNALS:
    void changed();

private:
    void addHeading(const QString& text);
    void addDestination();
    void addFormat(const core::OutputSettings& settings);
    void addQuantization(const core::OutputSettings& settings, int row);
    void addChecks(const core::OutputSettings& settings, int row);
    std::optional<core::Quantization> quantization() const;
    void followQuantization();
    void addParts();
    void addAlso(const core::OutputSettings& settings);
    QComboBox* addCombo(const QString& label, const QString& name, int row, int column);
    void placeCombo(QComboBox& combo, const QString& label, int row, int column);
    void addPart(const QString& label, core::Part part, int row, int column);
    void showStack();
    void showPart(core::Part part, QComboBox& combo);
    QCheckBox* addCheck(const QString& label, bool isChecked);

    core::Stack m_stack;
    QGridLayout* m_grid;
    QLineEdit* m_folder = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_dtype = nullptr;
    bool m_convertsAll = false; // of the settings that it began with
    QComboBox* m_shards = nullptr;
    QComboBox* m_weights = nullptr; ///< the item of a format has its core::QuantizationType
    QCheckBox* m_doubleQuant = nullptr;
    QLineEdit* m_skipped = nullptr;
    QComboBox* m_device = nullptr;
    QComboBox* m_verify = nullptr;
    LoadCheckCombo* m_loadCheck = nullptr;
    QCheckBox* m_dequantize = nullptr; ///< hidden without quantized sources
    QHash<int, QComboBox*> m_parts; ///< by core::Part; the item of a source is its index
    QCheckBox* m_card = nullptr;
    QCheckBox* m_yaml = nullptr;
    QCheckBox* m_recipe = nullptr;
};

/// A folder name for a stack: "mistral-7b-10.73b".
QString suggestedName(const core::Stack& stack, std::uint64_t parameters);

} // namespace layerloom::app
