#include "app/workspace/library_model.h"

#include "app/workspace/library_facts.h"

#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include <algorithm>
#include <filesystem>

namespace layerloom::app {

namespace {

// internalId of a top-level row. That of a child is the row of its parent plus one.
constexpr quintptr kTop = 0;

QString absolutePath(const QString& path)
{
    return QDir::cleanPath(QFileInfo(path).absoluteFilePath());
}

} // namespace

LibraryModel::LibraryModel(Document& document, QObject* parent)
    : QAbstractItemModel(parent)
    , m_document(document)
{
    connect(&document, &Document::changed, this, &LibraryModel::followDocument);
    connect(&m_queue, &JobQueue::idle, this, &LibraryModel::idle);
    followDocument();
}

void LibraryModel::add(const QString& path)
{
    const QString absolute = absolutePath(path);
    const int known = rowOf(absolute);
    if (known < 0) {
        append({.path = absolute, .label = QFileInfo(absolute).fileName(), .model = {}, .sentence = {}});
        startReading(count() - 1);
    } else if (entry(known).state == EntryState::Ready) {
        Q_EMIT read(absolute);
    } else {
        startReading(known);
    }
}

void LibraryModel::addOpened(const std::shared_ptr<const core::Model>& model, const QString& path)
{
    const QString absolute = absolutePath(path);
    const core::Source source = core::sourceFor(model, absolute.toStdString());
    LibraryEntry entry {.path = absolute,
                        .label = QString::fromStdString(source.label),
                        .state = EntryState::Ready,
                        .model = model,
                        .sentence = {}};
    const int row = rowOf(absolute);
    if (row < 0)
        append(std::move(entry));
    else
        changeEntry(row, std::move(entry));
}

void LibraryModel::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + row);
    m_facts.erase(m_facts.begin() + row);
    endRemoveRows();
}

void LibraryModel::rescan(int row)
{
    startReading(row);
}

int LibraryModel::rowOf(const QString& path) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&path](const LibraryEntry& entry) { return entry.path == path; });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

std::vector<core::Source> LibraryModel::readySources() const
{
    std::vector<core::Source> sources;
    for (const LibraryEntry& entry : m_entries) {
        if (entry.model)
            sources.push_back(core::sourceFor(entry.model, entry.path.toStdString()));
    }
    return sources;
}

std::optional<core::SourceIndex> LibraryModel::sourceOf(int row) const
{
    const std::string path = entry(row).path.toStdString();
    const auto& sources = m_document.stack().setup.sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (sources[i].path == path)
            return core::SourceIndex::from(i);
    }
    return std::nullopt;
}

void LibraryModel::startReading(int row)
{
    LibraryEntry next = entry(row);
    next.state = EntryState::Reading;
    next.sentence.clear();
    next.reading = ++m_lastReading;
    const QString path = next.path;
    const quint64 reading = next.reading;
    const std::optional<core::StackSide> side = next.model ? next.model->table.side : std::nullopt;
    changeEntry(row, std::move(next));
    m_queue.start(
        tr("Reading %1").arg(path), JobQueue::Urgency::Interactive, *this,
        [path, side](core::JobContext&) { return core::openModel(path.toStdString(), false, side).value(); },
        [this, path, reading](const core::Result<std::shared_ptr<const core::Model>>& result) {
            finishReading(path, reading, result);
        });
}

void LibraryModel::finishReading(const QString& path, quint64 reading,
                                 const core::Result<std::shared_ptr<const core::Model>>& result)
{
    const int row = rowOf(path);
    if (row < 0 || entry(row).reading != reading)
        return;
    LibraryEntry next = entry(row);
    if (result) {
        next.state = EntryState::Ready;
        next.model = *result;
        next.label = QString::fromStdString(core::sourceFor(*result, path.toStdString()).label);
    } else {
        next.state = QFileInfo::exists(path) ? EntryState::Refused : EntryState::Missing;
        next.model.reset();
        next.sentence = QString::fromStdString(result.error().message());
    }
    changeEntry(row, std::move(next));
    Q_EMIT read(path);
}

// Every source of the document has a row, and letters and fit of all rows depend on the document.
void LibraryModel::followDocument()
{
    for (const core::Source& source : m_document.stack().setup.sources) {
        const QString path = QString::fromStdString(source.path);
        const int row = rowOf(path);
        if (row >= 0 && (entry(row).state != EntryState::Missing || !source.model))
            continue;
        LibraryEntry next {.path = path,
                           .label = QString::fromStdString(source.label),
                           .state = source.model ? EntryState::Ready : EntryState::Missing,
                           .model = source.model,
                           .sentence = QString::fromStdString(source.missingReason)};
        if (row < 0)
            append(std::move(next));
        else
            changeEntry(row, std::move(next));
    }
    if (count() > 0)
        Q_EMIT dataChanged(index(0, 0), index(count() - 1, 0));
}

void LibraryModel::append(LibraryEntry entry)
{
    const int row = count();
    beginInsertRows({}, row, row);
    m_facts.push_back(libraryFacts(entry));
    m_entries.push_back(std::move(entry));
    endInsertRows();
}

void LibraryModel::changeEntry(int row, LibraryEntry entry)
{
    const auto position = static_cast<std::size_t>(row);
    const QModelIndex top = index(row, 0);
    if (!m_facts[position].empty()) {
        beginRemoveRows(top, 0, static_cast<int>(m_facts[position].size()) - 1);
        m_facts[position].clear();
        endRemoveRows();
    }
    m_entries[position] = std::move(entry);
    auto facts = libraryFacts(m_entries[position]);
    if (!facts.empty()) {
        beginInsertRows(top, 0, static_cast<int>(facts.size()) - 1);
        m_facts[position] = std::move(facts);
        endInsertRows();
    }
    Q_EMIT dataChanged(top, top);
}

QModelIndex LibraryModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : kTop);
}

QModelIndex LibraryModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == kTop)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, kTop);
}

int LibraryModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return count();
    if (parent.internalId() != kTop)
        return 0;
    return static_cast<int>(m_facts[static_cast<std::size_t>(parent.row())].size());
}

int LibraryModel::columnCount(const QModelIndex&) const
{
    return 1;
}

QVariant LibraryModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == kTop)
        return entryData(index.row(), role);
    const Fact& fact = m_facts[index.internalId() - 1][static_cast<std::size_t>(index.row())];
    switch (role) {
    case FactNameRole:
        return fact.first;
    case FactValueRole:
    case Qt::ToolTipRole:
        return fact.second;
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(fact.first, fact.second);
    default:
        return {};
    }
}

Qt::ItemFlags LibraryModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.internalId() == kTop && entry(index.row()).state == EntryState::Ready)
        flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QStringList LibraryModel::mimeTypes() const
{
    return {QStringLiteral("text/uri-list")};
}

QMimeData* LibraryModel::mimeData(const QModelIndexList& indexes) const
{
    QList<QUrl> urls;
    for (const QModelIndex& index : indexes) {
        if (index.internalId() == kTop)
            urls.append(QUrl::fromLocalFile(entry(index.row()).path));
    }
    auto* data = new QMimeData;
    data->setUrls(urls);
    return data;
}

QVariant LibraryModel::entryData(int row, int role) const
{
    const LibraryEntry& item = entry(row);
    switch (role) {
    case Qt::DisplayRole:
    case LabelRole:
        return item.label;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(item.label, detail(item));
    case Qt::ToolTipRole:
        return toolTip(row);
    case StateRole:
        return static_cast<int>(item.state);
    case DetailRole:
        return detail(item);
    case SourceRole: {
        const auto source = sourceOf(row);
        return source ? static_cast<int>(source->value) : -1;
    }
    case FitRole:
        return fit(row);
    case PathRole:
        return item.path;
    default:
        return {};
    }
}

QString LibraryModel::detail(const LibraryEntry& entry) const
{
    switch (entry.state) {
    case EntryState::Reading:
        return tr("Reading…");
    case EntryState::Missing:
    case EntryState::Refused:
        return entry.sentence;
    case EntryState::Ready:
        break;
    }
    return librarySummary(*entry.model);
}

QString LibraryModel::fit(int row) const
{
    const LibraryEntry& item = entry(row);
    if (!item.model || sourceOf(row) || m_document.stack().blocks.empty())
        return {};
    return refusalOf(m_document.stack(), item.model).isEmpty() ? tr("fits") : tr("other width");
}

QString LibraryModel::toolTip(int row) const
{
    const LibraryEntry& item = entry(row);
    QString text = item.path;
    if (!item.sentence.isEmpty())
        text += QLatin1Char('\n') + item.sentence;
    else if (item.model && !sourceOf(row))
        text += QLatin1Char('\n') + refusalOf(m_document.stack(), item.model);
    return text.trimmed();
}

} // namespace layerloom::app
