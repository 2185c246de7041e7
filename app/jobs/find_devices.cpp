#include "app/jobs/find_devices.h"

#include "app/jobs/job_queue.h"
#include "core/engine/load_engine.h"

#include <QCoreApplication>

namespace layerloom::app {

void findDevices(QObject& receiver, const std::function<void(const std::vector<core::Device>&)>& found)
{
    // Not the receiver's child: it would wait for the engine when it goes.
    auto* queue = new JobQueue(receiver.parent() ? receiver.parent() : qApp);
    QObject::connect(queue, &JobQueue::idle, queue, &QObject::deleteLater);
    queue->start(
        QCoreApplication::translate("Devices", "Looking for devices"), JobQueue::Urgency::Interactive,
        receiver, [](core::JobContext&) { return core::listDevices(); },
        [found](const core::Result<std::vector<core::Device>>& devices) {
            if (devices)
                found(*devices);
        });
}

} // namespace layerloom::app
