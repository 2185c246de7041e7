#include "app/window/suggest/suggest_model.h"

#include "app/measuring/loss_text.h"
#include "core/base/text.h"
#include "core/notation/format_expression.h"
#include "core/notation/layer_expression.h"
#include "core/stack/totals.h"
#include "widgets/controls/theme.h"

#include <QBrush>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ranges>

namespace layerloom::app {

namespace {

QString ruleText(const std::string& rule)
{
    QString text = QString::fromStdString(rule);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

/// "+0.412", "−0.003", "0.000".
QString signedText(double number, int digits)
{
    QString size = QLocale().toString(std::abs(number), 'f', digits);
    if (size == QLocale().toString(0.0, 'f', digits))
        return size;
    return (number < 0 ? QChar(0x2212) : QLatin1Char('+')) + size;
}

} // namespace

SuggestModel::SuggestModel(QObject* parent)
    : QAbstractTableModel(parent)
{}

void SuggestModel::addRow(const core::Candidate& candidate, bool isTried)
{
    m_rows.push_back({.candidate = candidate,
                      .expression = QString::fromStdString(core::formatExpression(candidate.blocks)),
                      .parameters = core::totals({m_setup, candidate.blocks}).parameters,
                      .figure = {},
                      .isTried = isTried});
}

void SuggestModel::show(const core::Setup& setup, const std::vector<core::Candidate>& candidates,
                        std::size_t tried, const std::vector<Reference>& references)
{
    beginResetModel();
    m_setup = setup;
    m_rows.clear();
    for (const core::Candidate& candidate : candidates)
        addRow(candidate, m_rows.size() < tried);
    m_candidates = m_rows.size();
    m_listed = std::min(m_candidates, kListed);
    m_order.resize(m_listed);
    std::iota(m_order.begin(), m_order.end(), std::size_t {0});
    m_references = references;
    for (const Reference& reference : references)
        addRow(reference.candidate, false);
    for (std::size_t i = references.size(); i > 0; --i)
        m_order.insert(m_order.begin(), m_candidates + i - 1);
    endResetModel();
}

void SuggestModel::setScale(const core::LossScale& scale)
{
    m_scale = scale;
    if (!m_order.empty())
        Q_EMIT dataChanged(index(0, PredictedColumn), index(rowCount() - 1, PredictedColumn));
}

void SuggestModel::setFigure(std::size_t at, const core::Evaluation& figure, bool isDone)
{
    Row& row = m_rows[at];
    if (row.isDone && row.figure && row.figure->tokens > figure.tokens)
        return;
    row.figure = figure;
    row.isDone = isDone;
    showMeasured(at);
}

void SuggestModel::showMeasured(std::size_t at)
{
    if (const int row = rowOf(at); row < rowCount())
        Q_EMIT dataChanged(index(row, MeasuredColumn), index(row, MeasuredColumn));
}

void SuggestModel::skip(std::size_t at)
{
    const int gone = rowOf(at);
    beginRemoveRows({}, gone, gone);
    m_order.erase(m_order.begin() + gone);
    endRemoveRows();
    if (m_listed < m_candidates) {
        beginInsertRows({}, rowCount(), rowCount());
        m_order.push_back(m_listed++);
        endInsertRows();
    }
    const auto end = m_rows.begin() + static_cast<std::ptrdiff_t>(m_candidates);
    const auto next = std::find_if(m_rows.begin(), end, [](const Row& row) { return !row.isTried; });
    if (next == end)
        return;
    next->isTried = true;
    showMeasured(static_cast<std::size_t>(next - m_rows.begin()));
}

void SuggestModel::end()
{
    for (Row& row : m_rows) {
        row.isTried = row.isDone;
        if (!row.isDone)
            row.figure.reset();
    }
    if (!m_order.empty())
        Q_EMIT dataChanged(index(0, MeasuredColumn), index(rowCount() - 1, MeasuredColumn));
}

int SuggestModel::rowOf(std::size_t at) const
{
    return static_cast<int>(std::ranges::find(m_order, at) - m_order.begin());
}

int SuggestModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int SuggestModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SuggestModel::measuredText(const Row& row)
{
    if (!row.figure)
        return row.isTried ? tr("waits") : QString();
    QString figure = signedText(row.figure->delta, 3);
    if (const std::optional<double>& error = row.figure->deltaError)
        figure += QStringLiteral(" ± ") + QLocale().toString(*error, 'f', 3);
    return row.isDone ? figure : tr("%1 so far").arg(figure);
}

const core::LossScale& SuggestModel::scaleOf(const Row& row) const
{
    const Reference* reference = referenceOf(row);
    return reference ? reference->scale : m_scale;
}

const SuggestModel::Reference* SuggestModel::referenceOf(const Row& row) const
{
    const auto at = static_cast<std::size_t>(&row - m_rows.data());
    return at < m_candidates ? nullptr : &m_references[at - m_candidates];
}

bool SuggestModel::isOwn(int row) const
{
    const Reference* reference = referenceOf(shown(row));
    return reference && reference->isOwn;
}

core::LossRange SuggestModel::expected(const Row& row) const
{
    return scaleOf(row).expected(row.candidate.prediction.deltaLoss);
}

double SuggestModel::deltaLoss(int row) const
{
    const Row& at = shown(row);
    return at.isDone && at.figure ? at.figure->delta : expected(at).deltaLoss;
}

QString SuggestModel::ruleOf(const Row& row) const
{
    const Reference* reference = referenceOf(row);
    return reference ? reference->name : ruleText(row.candidate.rule);
}

QString SuggestModel::predictedText(const Row& row) const
{
    const core::LossRange range = expected(row);
    const QString bounds = rangeText(range);
    const QString figure = lossText(range.deltaLoss);
    return bounds.isEmpty() ? figure : QStringLiteral("%1 (%2)").arg(figure, bounds);
}

QString SuggestModel::toolTip(const Row& row, int column) const
{
    if (column == ParametersColumn)
        return tr("%1 parameters").arg(QString::fromStdString(core::groupedDigits(row.parameters)));
    if (column == PredictedColumn)
        return likelyText(expected(row), scaleOf(row));
    if (column == MeasuredColumn && row.isDone && row.figure)
        return lossAndPerplexityText(*row.figure);
    return row.expression;
}

QString SuggestModel::text(const Row& row, int column) const
{
    switch (column) {
    case StackColumn:
        return row.expression;
    case LayersColumn:
        return QString::number(row.candidate.blocks.size());
    case ParametersColumn:
        return QString::fromStdString(core::shortCount(row.parameters));
    case RuleColumn:
        return ruleOf(row);
    case PredictedColumn:
        return predictedText(row);
    case MeasuredColumn:
        return measuredText(row);
    default:
        return {};
    }
}

QVariant SuggestModel::data(const QModelIndex& index, int role) const
{
    const Row& row = shown(index.row());
    const bool isNumber = index.column() > StackColumn && index.column() != RuleColumn;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == PictureColumn ? row.expression : text(row, index.column());
    case Qt::ForegroundRole:
        if (index.column() == MeasuredColumn && !row.isDone)
            return QBrush(widgets::themeFor(QGuiApplication::palette()).text2);
        return {};
    default:
        return {};
    }
}

QVariant SuggestModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section <= StackColumn || section == RuleColumn ? Qt::AlignLeft : Qt::AlignRight)
                        | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == PredictedColumn)
        return tr(
            "A guess from what was measured of layers: right in order, coarse in size. Behind it stands "
            "between which bounds the loss lies two times out of three");
    if (role == Qt::ToolTipRole && section == MeasuredColumn)
        return tr("Measured loss increase in nats per token, with its standard error");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StackColumn:
        return tr("Stack");
    case LayersColumn:
        return tr("Layers");
    case ParametersColumn:
        return tr("Parameters");
    case RuleColumn:
        return tr("Found by");
    case PredictedColumn:
        return tr("Predicted Δloss");
    case MeasuredColumn:
        return tr("Measured Δloss");
    default:
        return {};
    }
}

double SuggestModel::deltaOf(const Row& row)
{
    return row.figure ? row.figure->delta : 0;
}

bool SuggestModel::isBefore(const Row& left, const Row& right, int column) const
{
    switch (column) {
    case PictureColumn:
    case StackColumn:
        return left.expression < right.expression;
    case LayersColumn:
        return left.candidate.blocks.size() < right.candidate.blocks.size();
    case ParametersColumn:
        return left.parameters < right.parameters;
    case RuleColumn:
        return ruleOf(left) < ruleOf(right);
    case PredictedColumn:
        return left.candidate.prediction.deltaLoss < right.candidate.prediction.deltaLoss;
    case MeasuredColumn:
        return deltaOf(left) < deltaOf(right);
    default:
        return left.candidate.prediction.score < right.candidate.prediction.score;
    }
}

void SuggestModel::sort(int column, Qt::SortOrder order)
{
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const std::vector<std::size_t> before = m_order;
    // References stay above the candidates.
    const auto candidates = std::ranges::subrange(
        m_order.begin() + static_cast<std::ptrdiff_t>(m_references.size()), m_order.end());
    std::ranges::sort(candidates);
    std::ranges::stable_sort(candidates, [&](std::size_t first, std::size_t second) {
        const Row& left = m_rows[first];
        const Row& right = m_rows[second];
        if (column == MeasuredColumn && !(left.figure && right.figure))
            return left.figure.has_value() && !right.figure;
        const bool ascends = order == Qt::AscendingOrder;
        return isBefore(ascends ? left : right, ascends ? right : left, column);
    });
    const QModelIndexList from = persistentIndexList();
    QModelIndexList to;
    for (const QModelIndex& old : from) {
        const std::size_t at = before[static_cast<std::size_t>(old.row())];
        to.append(index(rowOf(at), old.column()));
    }
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

} // namespace layerloom::app
