#pragma once

#include "core/base/matrix.h"
#include "core/stack/slices.h"

#include <QMetaType>
#include <QString>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace layerloom::widgets {

/// Which distance between layers is shown.
struct Metric {
    enum class Kind {
        Layers, ///< SOLAR's difference of indices; needs no measurement
        Activations, ///< the angle between the incoming hidden state and the one the layer gets in its own model
        Weights, ///< relative Frobenius distance
    };

    Kind kind = Kind::Layers;
    QString tensors = {}; ///< of Weights: one kind of tensor; empty: all together
    bool operator==(const Metric&) const = default;
};

/// "layer distance", "activation distance", "weight distance".
QString metricName(const Metric& metric);

/// Distances between layers: value (i, j) is that of running layer j after layer i, NaN where it is not known. A view of a
/// matrix: copies share its numbers.
struct DistanceTable {
    int rows = 0;
    int columns = 0;
    std::shared_ptr<const core::Matrix> matrix; ///< null in an empty table
    std::size_t firstRow = 0; ///< row of the matrix that row 0 shows
    bool isTransposed = false; ///< its columns are the rows of the matrix
    double least = 0; ///< the colour scale's ends
    double most = 1;
    QString name; ///< "layer distance"
    bool isPlain = false; ///< a value is plain from its place: maps show a grid, not a scale of colours

    /// REQUIRES: i < rows and j < columns.
    double at(int i, int j) const
    {
        const auto row = static_cast<std::size_t>(isTransposed ? j : i);
        const auto column = static_cast<std::size_t>(isTransposed ? i : j);
        return matrix->at(firstRow + row, column);
    }
    /// False where every value is NaN.
    bool isKnown() const;
    /// Where a value stands on the colour scale, 0 to 1.
    double share(double value) const;
};

/// SOLAR's layer distance |j − i| of two models.
DistanceTable layerDistances(int rows, int columns);

/// "15", "0.31", "1.412": a distance as lanes and maps write it.
QString distanceText(double distance);

/// A metric that was measured, for every two sources as far as it is known.
struct MetricTables {
    Metric metric;
    std::map<std::pair<core::SourceIndex, core::SourceIndex>, DistanceTable> tables;

    /// Null when nothing is known of the pair.
    const DistanceTable* find(core::SourceIndex from, core::SourceIndex to) const;
    /// The distance of running `to` after `from`.
    std::optional<double> at(const core::Block& from, const core::Block& to) const;
};

/// "47 seams, layer distance 7–8": what one line says of many seams. `metric` null: the layer distance; without a range where
/// nothing is known.
QString seamsText(const std::vector<core::Seam>& seams, const MetricTables* metric);

} // namespace layerloom::widgets

Q_DECLARE_METATYPE(layerloom::widgets::Metric)
