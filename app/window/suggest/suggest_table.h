#pragma once

#include <QTableView>

namespace layerloom::app {

class SuggestModel;

/// The rows of a SuggestModel, each with a small picture and a button that uses its stack.
class SuggestTable : public QTableView {
    Q_OBJECT

public:
    explicit SuggestTable(SuggestModel& model, QWidget* parent = nullptr);

    /// Makes a row a button when its stack is not the document's, and hides columns with the same number in every row.
    void followRows();
    /// Rows in the order of suggestion, until a person, or sortByMeasured(), sorts them.
    void unsort();
    /// Sorts by measured loss where a person has not chosen another order.
    void sortByMeasured();
    /// Sorts again in the order that was chosen.
    void sortAgain();

Q_SIGNALS:
    /// The stack in a row shall become the output.
    void useRequested(int row);

private:
    void setUpColumns();
    void addUseButtons(int first);

    SuggestModel& m_stacks;
};

} // namespace layerloom::app
