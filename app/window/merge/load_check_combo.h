#pragma once

#include "widgets/controls/elided_combo.h"

#include <QString>

namespace layerloom::app {

/// Chooses whose transformers must load the result of a merge: nobody's, that of the Python used last, or of one that is
/// picked from a file dialog. The choice is remembered in the settings of the program.
class LoadCheckCombo : public widgets::ElidedCombo {
    Q_OBJECT

public:
    explicit LoadCheckCombo(QWidget* parent = nullptr);

    /// The chosen Python; empty when nothing is checked.
    QString python() const;
    /// Selects a Python; the empty one: off.
    void setPython(const QString& python);
    /// Makes the choice that of the next merge.
    void remember() const;

private:
    void choose(int index);

    int m_last = 0; ///< the item before a file is picked
};

} // namespace layerloom::app
