#include "app/window/lists/layer_table_model.h"

#include "app/base/text.h"
#include "core/base/text.h"
#include "widgets/controls/theme.h"

#include <QStringList>

#include <algorithm>
#include <variant>

namespace layerloom::app {

namespace {

// A change of the setup changes the text of all rows but moves none.
template <typename... Cases> struct Overload : Cases... {
    using Cases::operator()...;
};
template <typename... Cases> Overload(Cases...) -> Overload<Cases...>;

// The destination row as beginMoveRows() counts it: before the move.
int destinationRow(const core::MoveBlocks& move)
{
    return static_cast<int>(move.to > move.from ? move.to + move.count : move.to);
}

bool isNumber(int column)
{
    switch (column) {
    case LayerTableModel::OutputColumn:
    case LayerTableModel::LayerColumn:
    case LayerTableModel::ParametersColumn:
    case LayerTableModel::BytesColumn:
    case LayerTableModel::DistanceColumn:
    case LayerTableModel::SliceColumn:
        return true;
    default:
        return false;
    }
}

} // namespace

LayerTableModel::LayerTableModel(Document& document, QObject* parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    connect(&document, &Document::aboutToReset, this, &LayerTableModel::beginResetModel);
    connect(&document, &Document::wasReset, this, &LayerTableModel::endResetModel);
    connect(&document, &Document::aboutToApply, this, &LayerTableModel::aboutToApply);
    connect(&document, &Document::applied, this, &LayerTableModel::applied);
    connect(&document, &Document::changed, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

void LayerTableModel::aboutToApply(const core::Edit& edit)
{
    std::visit(Overload {[this](const core::InsertBlocks& insert) {
                             const int at = static_cast<int>(insert.at);
                             beginInsertRows({}, at, at + static_cast<int>(insert.blocks.size()) - 1);
                         },
                         [this](const core::RemoveBlocks& remove) {
                             const int at = static_cast<int>(remove.at);
                             beginRemoveRows({}, at, at + static_cast<int>(remove.count) - 1);
                         },
                         [this](const core::MoveBlocks& move) {
                             const int from = static_cast<int>(move.from);
                             if (move.to != move.from)
                                 beginMoveRows({}, from, from + static_cast<int>(move.count) - 1, {},
                                               destinationRow(move));
                         },
                         [](const auto&) {}},
               edit);
}

void LayerTableModel::applied(const core::Edit& edit)
{
    std::visit(Overload {[this](const core::InsertBlocks&) { endInsertRows(); },
                         [this](const core::RemoveBlocks&) { endRemoveRows(); },
                         [this](const core::MoveBlocks& move) {
                             if (move.to != move.from)
                                 endMoveRows();
                         },
                         [](const auto&) {}},
               edit);
}

int LayerTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_document.stack().blocks.size());
}

int LayerTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LayerTableModel::layerText(const core::Block& block, int column) const
{
    const core::Layer* layer = core::layerOf(m_document.stack(), block);
    const core::Model* model = core::modelOf(m_document.stack(), block.source);
    if (!layer || !model)
        return column == TypeColumn ? tr("missing") : QString();
    switch (column) {
    case TypeColumn:
        return QString::fromStdString(layer->type);
    case ParametersColumn:
        return QString::fromStdString(core::groupedDigits(layer->parameters));
    case BytesColumn:
        return bytesText(layer->bytes);
    default:
        return QString::fromStdString(layer->tensors.empty() ? model->mainDtype
                                                             : model->tensor(layer->tensors.front()).dtype);
    }
}

QString LayerTableModel::text(std::size_t row, int column) const
{
    const core::Block& block = m_document.stack().blocks[row];
    const core::Preview& preview = *m_document.preview();
    switch (column) {
    case OutputColumn:
        return QString::number(row);
    case SourceColumn:
        return QString::fromStdString(core::sourceLetter(block.source)) + QStringLiteral("  ")
            + QString::fromStdString(m_document.stack().setup.sources[block.source.value].label);
    case LayerColumn:
        return QString::number(block.layer.value);
    case DistanceColumn:
        return row == 0 || row > preview.distances.size() ? QString()
                                                          : QString::number(preview.distances[row - 1]);
    case SliceColumn: {
        const auto slice =
            std::ranges::find_if(preview.slices, [&](const core::Slice& each) { return row < each.end; });
        return QString::number(slice - preview.slices.begin() + 1);
    }
    default:
        return layerText(block, column);
    }
}

QVariant LayerTableModel::data(const QModelIndex& index, int role) const
{
    const auto row = static_cast<std::size_t>(index.row());
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return text(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter)
                                   | (isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    // Seams stand out: the distance inside a slice is drawn faint.
    if (role == Qt::ForegroundRole && index.column() == DistanceColumn
        && text(row, DistanceColumn) == QLatin1String("1"))
        return QPalette().brush(QPalette::PlaceholderText);
    return {};
}

QVariant LayerTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter)
                                   | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case OutputColumn:
        return QStringLiteral("#");
    case SourceColumn:
        return tr("Source");
    case LayerColumn:
        return tr("Layer");
    case TypeColumn:
        return tr("Type");
    case ParametersColumn:
        return tr("Parameters");
    case BytesColumn:
        return tr("Size");
    case DtypeColumn:
        return tr("Data type");
    case DistanceColumn:
        return tr("Distance");
    default:
        return tr("Slice");
    }
}

QString LayerTableModel::asText(int begin, int end) const
{
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < ColumnCount; ++column)
        cells.append(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    lines.append(cells.join(QLatin1Char('\t')));
    for (int row = begin; row < end; ++row) {
        cells.clear();
        for (int column = 0; column < ColumnCount; ++column)
            cells.append(text(static_cast<std::size_t>(row), column)
                             .replace(QStringLiteral("  "), QStringLiteral(" ")));
        lines.append(cells.join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace layerloom::app
