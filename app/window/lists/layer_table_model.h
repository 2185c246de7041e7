#pragma once

#include "app/document/document.h"

#include <QAbstractTableModel>

namespace layerloom::app {

/// The output as text, one row per layer; also the view for screen readers.
class LayerTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        OutputColumn,
        SourceColumn,
        LayerColumn,
        TypeColumn,
        ParametersColumn,
        BytesColumn,
        DtypeColumn,
        DistanceColumn,
        SliceColumn,
        ColumnCount
    };

    explicit LayerTableModel(Document& document, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Rows [begin, end) with the headings, separated by tabs.
    QString asText(int begin, int end) const;

private:
    void aboutToApply(const core::Edit& edit);
    void applied(const core::Edit& edit);
    QString text(std::size_t row, int column) const;
    QString layerText(const core::Block& block, int column) const;

    Document& m_document;
};

} // namespace layerloom::app
