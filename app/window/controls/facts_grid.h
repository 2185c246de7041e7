#pragma once

#include <QString>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace layerloom::app {

/// Labels and values in two columns; values are selectable. Rows are kept and reused by their position.
class FactsGrid : public QWidget {
    Q_OBJECT

public:
    struct Fact {
        QString label;
        QString value;
        QString toolTip = {};
        bool isCode = false;
    };

    enum class Values { Left, Right };

    explicit FactsGrid(QWidget* parent = nullptr, Values values = Values::Left);

    void show(const QList<Fact>& facts);
    /// The value beside `label`; empty when there is none. For tests and copying.
    QString value(const QString& label) const;

private:
    struct Row {
        QLabel* label;
        QLabel* value;
    };
    void addRow();

    QGridLayout* m_grid;
    Values m_values;
    QList<Row> m_rows;
};

} // namespace layerloom::app
