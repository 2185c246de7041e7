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

/// How much memory running models may hold, as the settings keep it, in bytes; none: half of what is free.
std::optional<std::uint64_t> keptMemoryLimit();
void keepMemoryLimit(const std::optional<std::uint64_t>& bytes);
/// "half of what is free", "at most 8 GB".
QString memoryLimitText(const std::optional<std::uint64_t>& bytes);

/// Asks how much memory running models may hold, and says what is free on the device they run on.
class MemoryDialog : public QDialog {
    Q_OBJECT

public:
    explicit MemoryDialog(const std::optional<std::uint64_t>& limit, QWidget* parent);

    /// What is chosen, as keptMemoryLimit() has it.
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
    bool m_isTyped = false; ///< the person's size, not one that is offered
};

} // namespace layerloom::app
