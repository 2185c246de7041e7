#include "app/jobs/find_transformers.h"

#include "app/jobs/job_queue.h"
#include "core/loadcheck/load_check.h"

#include <QCoreApplication>

namespace layerloom::app {

void findTransformers(QObject& receiver, const QString& python,
                      const std::function<void(const QString& reason)>& found)
{
    auto* queue = new JobQueue(receiver.parent() ? receiver.parent() : qApp);
    QObject::connect(queue, &JobQueue::idle, queue, &QObject::deleteLater);
    queue->start(
        QCoreApplication::translate("LoadCheck", "Looking for transformers"), JobQueue::Urgency::Interactive,
        receiver,
        [python = python.toStdString()](core::JobContext& job) {
            const core::Result<void> answer = core::findTransformers(python, job);
            return answer ? std::string() : answer.error().message();
        },
        [found](const core::Result<std::string>& reason) {
            if (reason)
                found(QString::fromStdString(*reason));
        });
}

} // namespace layerloom::app
