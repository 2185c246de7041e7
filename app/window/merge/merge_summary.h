#pragma once

#include "core/checks/problems.h"
#include "core/merge/plan/plan.h"

#include <QWidget>

#include <filesystem>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace layerloom::app {

class FactsGrid;

/// A summary of the planned merge: size, stack strip, bytes read and written, disk space and problems.
class MergeSummary : public QWidget {
    Q_OBJECT

public:
    explicit MergeSummary(QWidget* parent = nullptr);

    /// `plan` is null when the stack cannot be merged; `problems` then say why.
    void show(const core::Stack& stack, const core::MergePlan* plan, const core::OutputSettings& settings,
              const std::filesystem::path& destination, const std::vector<core::Problem>& problems);

Q_SIGNALS:
    /// A fix was clicked.
    void fixRequested(const layerloom::core::Problem& problem, const layerloom::core::Fix& fix);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showPlan(const core::Stack& stack, const core::MergePlan* plan,
                  const core::OutputSettings& settings);
    void showNotCopied(const core::MergePlan* plan);
    void showDisk(const core::MergePlan* plan, const std::filesystem::path& destination);
    void showProblems(const std::vector<core::Problem>& problems);
    void addProblem(const core::Problem& problem);
    QPushButton* fixLink(const core::Problem& problem, std::size_t index, QWidget* parent);

    QLabel* m_headline;
    QLabel* m_detail;
    QWidget* m_strip;
    FactsGrid* m_facts;
    QLabel* m_notCopied;
    FactsGrid* m_free;
    QWidget* m_meter;
    QLabel* m_after;
    QVBoxLayout* m_problems;
};

} // namespace layerloom::app
