#pragma once

#include <QString>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace layerloom::app {

/// Labels and values in two columns. Values can be selected, and wrap; a word that has no room has an ellipsis in the middle.
/// Rows are reused by position.
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
    /// The value of the row with that label; empty when there is none.
    QString value(const QString& label) const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Row {
        QLabel* label;
        QLabel* value;
        QString text; ///< of the value, whole
    };
    void addRow();
    void fitWords();

    QGridLayout* m_grid;
    Values m_values;
    QList<Row> m_rows;
};

} // namespace layerloom::app
