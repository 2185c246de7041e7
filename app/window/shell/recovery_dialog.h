#pragma once

#include "core/document/recovery.h"

#include <QDialog>

#include <vector>

class QListWidget;
class QPushButton;

namespace layerloom::app {

/// Offers the copies of documents whose changes were not saved when the program ended: what each holds and when it was
/// written. A copy that is neither recovered nor deleted is offered again by the next start.
class RecoveryDialog : public QDialog {
    Q_OBJECT

public:
    RecoveryDialog(std::vector<core::RecoverySlot> slots, QWidget* parent);

    /// The copies to recover, in the order of the list; empty unless the dialog was accepted.
    std::vector<core::RecoverySlot> takeChosen();

private:
    void addRow(const core::RecoverySlot& slot);
    QWidget* buildFooter();
    void followChoice();
    void deleteChosen();
    std::vector<int> chosenRows() const;

    std::vector<core::RecoverySlot> m_slots; ///< in the order of the rows
    QListWidget* m_list;
    QPushButton* m_recover = nullptr;
    QPushButton* m_delete = nullptr;
};

} // namespace layerloom::app
