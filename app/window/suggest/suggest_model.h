#pragma once

#include "core/predict/candidates.h"
#include "core/predict/loss_scale.h"
#include "core/run/evaluate.h"
#include "core/stack/stack.h"

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <vector>

namespace layerloom::app {

/// Suggested stacks with their predicted and measured losses. Rows keep their order while losses arrive, until they are
/// sorted.
class SuggestModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        StackColumn,
        LayersColumn,
        ParametersColumn,
        RuleColumn,
        PredictedColumn,
        MeasuredColumn,
        UseColumn,
        ColumnCount
    };

    static constexpr std::size_t kListed = 20;

    explicit SuggestModel(QObject* parent = nullptr);

    /// Shows candidates for a document with this setup. The first kListed get a row; the first `tried` will be evaluated.
    void show(const core::Setup& setup, const std::vector<core::Candidate>& candidates, std::size_t tried);
    void clear() { show({}, {}, 0); }
    /// Sets the scale that predictions are shown with.
    void setScale(const core::LossScale& scale);
    /// Sets the evaluation of the candidate with index `at` in show().
    void setFigure(std::size_t at, const core::Evaluation& figure, bool isDone);
    /// Removes a candidate that cannot run. The next one is evaluated, and gets a row, instead.
    void skip(std::size_t at);
    /// Marks the evaluations as ended: those that are incomplete stay so.
    void end();

    const core::Blocks& blocks(int row) const { return shown(row).candidate.blocks; }
    /// The blocks of the candidate with index `at` in show().
    const core::Blocks& blocksAt(std::size_t at) const { return m_rows[at].candidate.blocks; }
    /// The layer expression in the table: "A[0:20] A[22:30]".
    QString expression(int row) const { return shown(row).expression; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Rows without a figure come last.
    void sort(int column, Qt::SortOrder order) override;

private:
    struct Row {
        core::Candidate candidate;
        QString expression;
        std::uint64_t parameters = 0;
        std::optional<core::Evaluation> figure;
        bool isDone = false;
        bool isTried = false; ///< it is, or will be, evaluated
    };

    int rowOf(std::size_t at) const;
    const Row& shown(int row) const { return m_rows[m_order[static_cast<std::size_t>(row)]]; }
    QString text(const Row& row, int column) const;
    static double deltaOf(const Row& row); ///< 0 without a figure
    core::LossRange expected(const Row& row) const;
    QString predictedText(const Row& row) const;
    QString toolTip(const Row& row, int column) const;
    static QString measuredText(const Row& row);
    static bool isBefore(const Row& left, const Row& right, int column);

    core::LossScale m_scale;
    std::vector<Row> m_rows; ///< as they were suggested
    std::vector<std::size_t> m_order; ///< by row of the table
    std::size_t m_listed = 0; ///< candidates that have, or had, a row
};

} // namespace layerloom::app
