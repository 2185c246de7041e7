#pragma once

#include "widgets/canvas/annotated_stack.h"

#include <QWidget>

#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace layerloom::widgets {

/// The kind of a seam: "jump back", "other source, jump ahead", "same layer again".
QString seamKindText(const core::Seam& seam);
/// The icons of seamKindText().
QStringList seamKindIcons(const core::Seam& seam);

/// The measured cost of a seam: "0.31" and "3.1 ordinary layers, run again"; nullopt when it is not known.
struct SeamCost {
    QString angle;
    QString layers; ///< "3.1"; empty when it is unknown
    QString ordinaryLayers;
};
std::optional<SeamCost> seamCost(const core::Prediction* prediction, std::size_t at);

/// The card of a seam: both layers, their distance, and the results of trimming and rolling by one layer.
class SeamCard : public QWidget {
    Q_OBJECT
public:
    explicit SeamCard(QWidget* parent);

    /// Shows the card of seam `index` below `badge` (in the parent's coordinates).
    void showSeam(const AnnotatedStack& annotated, int index, const QRect& badge);
    /// Index of the seam of the open card, or -1.
    int seam() const { return isVisible() ? m_seam : -1; }
    /// All text of the card, line by line; empty when it is hidden.
    QString text() const;

Q_SIGNALS:
    /// -1: the slice before the seam ends one layer earlier; +1: the slice after it begins one layer later.
    void trimRequested(int side);
    void rollRequested(int layers);
    void measureRequested();
    void left();

protected:
    void paintEvent(QPaintEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Row {
        QString name;
        QString value;
    };
    std::vector<Row> rowsOf(const AnnotatedStack& annotated, const core::Seam& seam) const;
    static void addMeasured(std::vector<Row>& rows, const StackInsight& measured, const core::Seam& seam);
    void fillOffer(const StackInsight* measured);
    void fillRows(const std::vector<Row>& rows);
    QGridLayout* buildLinks();
    QPushButton* addLink(QGridLayout& grid, int row, int column);
    void fillLinks(const core::Stack& stack, const core::Preview& preview, const core::Seam& seam);

    QStringList m_icons;
    QLabel* m_title;
    QLabel* m_kind;
    QGridLayout* m_rows;
    QPushButton* m_trimLeft = nullptr;
    QPushButton* m_trimRight = nullptr;
    QPushButton* m_rollLeft = nullptr;
    QPushButton* m_rollRight = nullptr;
    QPushButton* m_measure = nullptr;
    int m_seam = -1;
};

} // namespace layerloom::widgets
