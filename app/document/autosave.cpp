#include "app/document/autosave.h"

#include "app/base/text.h"

#include <mutex>
#include <optional>
#include <utility>

namespace layerloom::app {

namespace {

constexpr int kDelay = 2000; // milliseconds

} // namespace

/// The slot of the copy, shared with the worker thread. Requests are numbered, so that none undoes a later one.
class Autosave::Copy {
public:
    explicit Copy(std::filesystem::path folder)
        : m_folder(std::move(folder))
    {}

    void write(const core::Recovery& recovery, quint64 number)
    {
        const std::lock_guard lock(m_mutex);
        if (number < m_latest)
            return;
        m_latest = number;
        if (!m_slot)
            m_slot = core::RecoverySlot::claim(m_folder);
        m_slot->write(recovery);
    }

    void clear(quint64 number)
    {
        const std::lock_guard lock(m_mutex);
        m_latest = number;
        if (m_slot)
            m_slot->clear();
    }

    void adopt(core::RecoverySlot slot)
    {
        const std::lock_guard lock(m_mutex);
        m_slot = std::move(slot);
    }

private:
    std::mutex m_mutex;
    std::filesystem::path m_folder;
    std::optional<core::RecoverySlot> m_slot;
    quint64 m_latest = 0;
};

Autosave::Autosave(Document& document, std::filesystem::path folder, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_copy(folder.empty() ? nullptr : std::make_shared<Copy>(std::move(folder)))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelay);
    connect(&m_timer, &QTimer::timeout, this, &Autosave::save);
    connect(&document, &Document::changed, this, &Autosave::followDocument);
    connect(&document, &Document::stateChanged, this, &Autosave::followDocument);
}

void Autosave::adopt(core::RecoverySlot slot)
{
    if (m_copy)
        m_copy->adopt(std::move(slot));
}

void Autosave::saveNow()
{
    m_timer.stop();
    if (!m_copy || !m_document.isModified())
        return;
    const core::Recovery recovery = unsaved();
    report(core::guarded([&] { m_copy->write(recovery, ++m_lastWrite); }));
}

void Autosave::discard()
{
    m_timer.stop();
    if (m_copy)
        m_copy->clear(++m_lastWrite);
}

void Autosave::followDocument()
{
    if (m_document.isModified())
        m_timer.start();
    else
        discard();
}

void Autosave::save()
{
    if (!m_copy || !m_document.isModified())
        return;
    m_queue.start(
        tr("Keeping a copy"), JobQueue::Urgency::Interactive, *this,
        [copy = m_copy, recovery = unsaved(), number = ++m_lastWrite](core::JobContext&) {
            copy->write(recovery, number);
        },
        [this](const core::Result<void>& written) { report(written); });
}

core::Recovery Autosave::unsaved()
{
    Q_EMIT aboutToSave();
    return {m_document.contents(), m_document.path().toStdString(), m_document.title().toStdString()};
}

void Autosave::report(const core::Result<void>& written)
{
    const bool hadFailed = std::exchange(m_hasFailed, !written);
    if (hadFailed && written)
        Q_EMIT worksAgain();
    if (!hadFailed && !written)
        Q_EMIT failed(tr("A crash would lose your changes: %1").arg(sentence(written.error().message())));
}

} // namespace layerloom::app
