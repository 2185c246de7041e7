#include "app/window/lists/problems_model.h"

#include "app/base/text.h"
#include "widgets/controls/severity.h"
#include "widgets/controls/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace layerloom::app {

namespace {

bool isSame(const core::Problem& left, const core::Problem& right)
{
    return left.id == right.id && left.message == right.message && left.begin == right.begin
        && left.end == right.end && left.part == right.part && left.source == right.source
        && left.fixes == right.fixes;
}

QString fixesText(const core::Problem& problem)
{
    QStringList labels;
    for (const core::Fix& fix : problem.fixes)
        labels.append(QString::fromStdString(core::fixLabel(fix.action)));
    return labels.join(QStringLiteral(", "));
}

QString key(const core::Problem& problem)
{
    return QString::fromStdString(core::problemCode(problem.id) + problem.message);
}

} // namespace

QString severityText(core::Severity severity)
{
    switch (severity) {
    case core::Severity::Error:
        return QCoreApplication::translate("Problems", "Error");
    case core::Severity::Warning:
        return QCoreApplication::translate("Problems", "Warning");
    case core::Severity::Advice:
        break;
    }
    return QCoreApplication::translate("Problems", "Advice");
}

QString partText(core::Part part)
{
    switch (part) {
    case core::Part::Config:
        return QCoreApplication::translate("Parts", "Configuration");
    case core::Part::Embeddings:
        return QCoreApplication::translate("Parts", "Embeddings");
    case core::Part::Norm:
        return QCoreApplication::translate("Parts", "Final norm");
    case core::Part::Head:
        return QCoreApplication::translate("Parts", "Head");
    case core::Part::Tokenizer:
        return QCoreApplication::translate("Parts", "Tokenizer");
    case core::Part::ChatTemplate:
        return QCoreApplication::translate("Parts", "Chat template");
    case core::Part::GenerationConfig:
        break;
    }
    return QCoreApplication::translate("Parts", "Generation config");
}

QString placeText(const core::Problem& problem)
{
    if (problem.end > problem.begin + 1)
        return QCoreApplication::translate("Problems", "Output %1")
            .arg(widgets::rangeText(static_cast<quint32>(problem.begin),
                                    static_cast<quint32>(problem.end - 1)));
    if (problem.end > problem.begin)
        return QCoreApplication::translate("Problems", "Output %1").arg(problem.begin);
    if (problem.part)
        return partText(*problem.part);
    if (problem.source)
        return QCoreApplication::translate("Problems", "Model %1")
            .arg(QString::fromStdString(core::sourceLetter(*problem.source)));
    return {};
}

ProblemsModel::ProblemsModel(Document& document, QObject* parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    connect(&document, &Document::wasReset, this, [this] { m_dismissed.clear(); });
    connect(&document, &Document::changed, this, &ProblemsModel::follow);
    follow();
}

void ProblemsModel::dismiss(int row)
{
    Q_ASSERT(problem(row).severity == core::Severity::Advice);
    m_dismissed.insert(key(problem(row)));
    follow();
}

void ProblemsModel::follow()
{
    std::vector<core::Problem> now;
    std::ranges::copy_if(
        m_document.preview()->problems, std::back_inserter(now), [this](const core::Problem& problem) {
            return problem.severity != core::Severity::Advice || !m_dismissed.contains(key(problem));
        });
    if (std::ranges::equal(now, m_problems, isSame)) {
        m_problems = std::move(now);
        return;
    }
    beginResetModel();
    m_problems = std::move(now);
    endResetModel();
}

int ProblemsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_problems.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const
{
    const core::Problem& shown = problem(index.row());
    const QString message = sentence(shown.message);
    if (role == Qt::ToolTipRole || (role == Qt::DisplayRole && index.column() == MessageColumn))
        return message;
    if (index.column() == SeverityColumn) {
        if (role == Qt::DisplayRole)
            return severityText(shown.severity);
        if (role == Qt::DecorationRole)
            return widgets::severityIcon(shown.severity);
    }
    if (role == Qt::AccessibleTextRole && index.column() == WhereColumn)
        return placeText(shown);
    if (role == Qt::AccessibleTextRole && index.column() == FixColumn)
        return fixesText(shown);
    return {};
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn:
        return tr("Severity");
    case MessageColumn:
        return tr("Problem");
    case WhereColumn:
        return tr("Where");
    default:
        return tr("Fix");
    }
}

} // namespace layerloom::app
