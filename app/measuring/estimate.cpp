#include "app/measuring/estimate.h"

#include "core/run/token_windows.h"
#include "core/sensitivity/sensitivity_work.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <cmath>

namespace layerloom::app {

namespace {

// What two cores of a desktop processor did, in single precision and for large and small layers alike.
constexpr double kOperationsPerCore = 2e10;
constexpr double kBytesPerSecond = 3e8;

struct Estimate {
    Q_DECLARE_TR_FUNCTIONS(Estimate)
};

} // namespace

double sensitivitySeconds(const core::Model& model, std::uint64_t tokens)
{
    double layers = 0;
    for (const core::Layer& layer : model.table.layers)
        layers += static_cast<double>(layer.parameters);
    const std::size_t count = std::max<std::size_t>(1, model.table.layers.size());
    const auto head = static_cast<double>(
        std::max(model.table.head.parameters, model.table.tied ? model.table.embeddings.parameters : 0));
    const std::uint64_t windows = (tokens + core::kWindow - 1) / core::kWindow;
    const core::SensitivityWork work = core::sensitivityWork(count, windows);
    const double parameters = static_cast<double>(work.layers) * layers / static_cast<double>(count)
        + static_cast<double>(work.heads) * head;
    const double operations = 2 * static_cast<double>(core::kWindow) / core::kStepsOfWindow * parameters;
    return operations / (kOperationsPerCore * std::max(1, QThread::idealThreadCount()));
}

double comparingSeconds(const core::Model& first, const core::Model& second)
{
    auto bytes = static_cast<double>(first.table.bytes);
    if (&first != &second)
        bytes += static_cast<double>(second.table.bytes);
    return bytes / kBytesPerSecond;
}

QString aboutText(double seconds)
{
    if (seconds < 8)
        return Estimate::tr("a few seconds");
    if (seconds < 55)
        return Estimate::tr("about %1 s").arg(static_cast<int>(std::ceil(seconds / 10)) * 10);
    const double minutes = seconds / 60;
    if (minutes < 55)
        return Estimate::tr("about %1 min").arg(static_cast<int>(std::ceil(minutes)));
    return Estimate::tr("about %1 h").arg(static_cast<int>(std::ceil(minutes / 60)));
}

} // namespace layerloom::app
