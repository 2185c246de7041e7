#pragma once

#include "core/stack/stack.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QSpinBox;

namespace layerloom::app {

/// Asks whose layers shall be taken and how many: by their number, or by the parameters that makes; one follows the other.
class SuggestForm : public QWidget {
    Q_OBJECT

public:
    explicit SuggestForm(QWidget* parent = nullptr);

    /// Offers the models of a document. The number begins with that of its output where that is not the model's own.
    void setStack(const core::Stack& stack);
    /// None when the document has no model that is there.
    std::optional<core::SourceIndex> source() const;
    std::uint32_t layers() const;

Q_SIGNALS:
    void changed();

private:
    /// How parameters go with layers: `rest` + layers × `each`.
    struct Size {
        double rest = 0;
        double each = 1;
        double unit = 1;
    };

    void addField(QHBoxLayout& row, const QString& name, QWidget* field);
    void followModel();
    void showParameters();
    void followParameters(double shown);

    core::Stack m_stack;
    Size m_size;
    QLabel* m_modelLabel = nullptr;
    QComboBox* m_model;
    QSpinBox* m_layers;
    QDoubleSpinBox* m_parameters;
};

} // namespace layerloom::app
