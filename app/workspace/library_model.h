#pragma once

#include "app/document/document.h"
#include "app/jobs/job_queue.h"
#include "core/model/model.h"

#include <QAbstractItemModel>
#include <QStringList>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace layerloom::app {

enum class EntryState { Reading, Ready, Missing, Refused };

/// A model of the library, whether or not the document uses it.
struct LibraryEntry {
    QString path; ///< absolute
    QString label;
    EntryState state = EntryState::Reading;
    std::shared_ptr<const core::Model> model; ///< null unless Ready
    QString sentence; ///< why it is Missing or Refused
    quint64 reading = 0; ///< number of the latest read; results of older reads are ignored
};

/// The models of the library: one row each, with its facts as children. Reads headers on a worker thread.
/// Sources of the document are always among them.
class LibraryModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        StateRole = Qt::UserRole, ///< int(EntryState)
        LabelRole,
        DetailRole, ///< "80 layers · 68.98 B · 138.0 GB BF16", or the sentence
        SourceRole, ///< int: index of the document's source, -1 when it is not in the document
        FitRole, ///< "fits", "other width", or empty
        PathRole,
        FactNameRole, ///< children only
        FactValueRole,
    };

    explicit LibraryModel(Document& document, QObject* parent = nullptr);

    /// Adds a folder or file and starts reading it. A known path is read again only when it is not Ready.
    void add(const QString& path);
    /// Adds a model that is already open.
    void addOpened(const std::shared_ptr<const core::Model>& model, const QString& path);
    /// Removes a row. REQUIRES: the document does not use the model.
    void remove(int row);
    void rescan(int row);
    /// The row of an absolute path, or -1.
    int rowOf(const QString& path) const;
    int count() const { return static_cast<int>(m_entries.size()); }
    const LibraryEntry& entry(int row) const { return m_entries[static_cast<std::size_t>(row)]; }
    /// All Ready models, as sources.
    std::vector<core::Source> readySources() const;
    /// The document's source for a row.
    std::optional<core::SourceIndex> sourceOf(int row) const;
    bool isReading() const { return m_queue.isBusy(); }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;

Q_SIGNALS:
    /// Reading a model has ended: it is Ready, Missing or Refused.
    void read(const QString& path);
    void idle();

private:
    using Fact = std::pair<QString, QString>;

    void startReading(int row);
    void finishReading(const QString& path, quint64 reading,
                       const core::Result<std::shared_ptr<const core::Model>>& result);
    void followDocument();
    void append(LibraryEntry entry);
    void changeEntry(int row, LibraryEntry entry);
    QVariant entryData(int row, int role) const;
    QString detail(const LibraryEntry& entry) const;
    QString fit(int row) const;
    QString toolTip(int row) const;

    Document& m_document;
    std::vector<LibraryEntry> m_entries;
    std::vector<std::vector<Fact>> m_facts; ///< one list per entry
    quint64 m_lastReading = 0;
    JobQueue m_queue;
};

} // namespace layerloom::app
