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
        PictureColumn, ///< for a delegate that draws stack()
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

    /// A stack of the person, for comparison.
    struct Reference {
        QString name; ///< "Your stack", "Pinned 2"
        core::Candidate candidate;
        core::LossScale scale; ///< its predictions are shown with
        bool isOwn = false; ///< it is the document's stack
        /// True for the same stack under the same name.
        bool operator==(const Reference& other) const
        {
            return name == other.name && candidate.blocks == other.candidate.blocks;
        }
    };

    /// Shows candidates for a document with this setup. The first kListed get a row; the first `tried` will be evaluated.
    /// References get a row each above them.
    void show(const core::Setup& setup, const std::vector<core::Candidate>& candidates, std::size_t tried,
              const std::vector<Reference>& references = {});
    void clear() { show({}, {}, 0); }
    /// Sets the scale that predictions are shown with.
    void setScale(const core::LossScale& scale);
    /// Sets the evaluation of the stack with index `at` in show(); one on fewer tokens than a complete one is ignored.
    void setFigure(std::size_t at, const core::Evaluation& figure, bool isDone);
    /// Removes a candidate that cannot run. The next one is evaluated, and gets a row, instead.
    void skip(std::size_t at);
    /// Marks the evaluations as ended: those that are incomplete stay so.
    void end();

    const std::vector<Reference>& references() const { return m_references; }
    /// The number of candidates and references in show(): the indices of references follow those of candidates.
    std::size_t stacks() const { return m_rows.size(); }
    bool isReference(int row) const { return m_order[static_cast<std::size_t>(row)] >= m_candidates; }
    /// The row of the document's stack.
    bool isOwn(int row) const;
    core::Stack stack(int row) const { return {m_setup, blocks(row)}; }
    std::uint64_t parameters(int row) const { return shown(row).parameters; }
    /// Its measured Δloss, or the predicted one, in nats per token.
    double deltaLoss(int row) const;
    bool isMeasured(int row) const { return shown(row).isDone; }

    const core::Blocks& blocks(int row) const { return shown(row).candidate.blocks; }
    /// The blocks of the stack with index `at` in show().
    const core::Blocks& blocksAt(std::size_t at) const { return m_rows[at].candidate.blocks; }
    /// The layer expression in the table: "A[0:20] A[22:30]".
    QString expression(int row) const { return shown(row).expression; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// References stay above the candidates, and candidates without a figure come last.
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
    void addRow(const core::Candidate& candidate, bool isTried);
    void showMeasured(std::size_t at);
    const Row& shown(int row) const { return m_rows[m_order[static_cast<std::size_t>(row)]]; }
    QString text(const Row& row, int column) const;
    static double deltaOf(const Row& row); ///< 0 without a figure
    core::LossRange expected(const Row& row) const;
    const core::LossScale& scaleOf(const Row& row) const;
    const Reference* referenceOf(const Row& row) const; ///< null for a candidate
    QString ruleOf(const Row& row) const;
    QString predictedText(const Row& row) const;
    QString toolTip(const Row& row, int column) const;
    static QString measuredText(const Row& row);
    bool isBefore(const Row& left, const Row& right, int column) const;

    core::Setup m_setup;
    core::LossScale m_scale;
    std::vector<Reference> m_references;
    std::vector<Row> m_rows; ///< as they were suggested; references last
    std::size_t m_candidates = 0;
    std::vector<std::size_t> m_order; ///< by row of the table
    std::size_t m_listed = 0; ///< candidates that have, or had, a row
};

} // namespace layerloom::app
