#pragma once

#include "core/engine/engine.h"

#include <QDialog>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

class QDoubleSpinBox;
class QLabel;
class QRadioButton;

namespace layerloom::app {

/// The memory limit for running models from the settings, in bytes; none: half of the free memory.
std::optional<std::uint64_t> keptMemoryLimit();
void keepMemoryLimit(const std::optional<std::uint64_t>& bytes);
/// "half of the free memory", "at most 8 GB".
QString memoryLimitText(const std::optional<std::uint64_t>& bytes);

/// Asks for the memory limit of running models and shows the free memory of their device.
class MemoryDialog : public QDialog {
    Q_OBJECT

public:
    explicit MemoryDialog(const std::optional<std::uint64_t>& limit, QWidget* parent);

    /// The chosen limit, as in keptMemoryLimit().
    std::optional<std::uint64_t> limit() const;

private:
    void build();
    void showFree(const std::vector<core::Device>& devices);
    void followChoice();

    QRadioButton* m_half;
    QRadioButton* m_fixed;
    QDoubleSpinBox* m_size;
    QLabel* m_line;
    std::uint64_t m_free = 0; ///< 0 while it is not known
    bool m_isTyped = false; ///< the size was typed, not offered
};

} // namespace layerloom::app
