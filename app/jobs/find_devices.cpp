#include "app/jobs/find_devices.h"

#include "app/jobs/job_runner.h"
#include "core/engine/load_engine.h"

#include <QCoreApplication>
#include <QPointer>

#include <utility>

namespace layerloom::app {

void findDevices(QObject& receiver, std::function<void(const std::vector<core::Device>&)> found)
{
    // Not the receiver's child: it would wait for the engine when it goes.
    auto* runner = new JobRunner(receiver.parent() ? receiver.parent() : qApp);
    QObject::connect(runner, &JobRunner::idle, runner, &QObject::deleteLater);
    runner->start(
        QCoreApplication::translate("Devices", "Looking for devices"),
        [](core::JobContext&) { return core::listDevices(); },
        [there = QPointer<QObject>(&receiver),
         found = std::move(found)](const std::vector<core::Device>& devices) {
            if (there)
                found(devices);
        });
}

} // namespace layerloom::app
