#pragma once

#include "app/document/document.h"

#include <QAbstractTableModel>
#include <QSet>

namespace layerloom::app {

/// The problems of the document, errors first. Dismissed advice is hidden until another document is opened.
class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { SeverityColumn, MessageColumn, WhereColumn, FixColumn, ColumnCount };

    explicit ProblemsModel(Document& document, QObject* parent = nullptr);

    const core::Problem& problem(int row) const { return m_problems[static_cast<std::size_t>(row)]; }
    /// Hides a problem. REQUIRES: its severity is Advice.
    void dismiss(int row);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void follow();

    Document& m_document;
    std::vector<core::Problem> m_problems;
    QSet<QString> m_dismissed;
};

/// "Error", "Warning", "Advice".
QString severityText(core::Severity severity);
/// The location of a problem as text of a link: "Output 24–39", "Tokenizer", "Model B".
QString placeText(const core::Problem& problem);
/// "Embeddings", "Final norm", "Head", …
QString partText(core::Part part);

} // namespace layerloom::app
