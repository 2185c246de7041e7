#include "app/window/shell/sample_hints.h"

#include "widgets/canvas/loom_canvas.h"
#include "widgets/controls/hint_card.h"

#include <QEvent>
#include <QSettings>

namespace layerloom::app {

namespace {

const QString kSeen = QStringLiteral("hints/sample");

} // namespace

SampleHints::SampleHints(QWidget& window, widgets::LoomCanvas& canvas, QWidget& mergeButton)
    : QObject(&window)
    , m_window(window)
{
    const auto inWindow = [&window, &canvas](const QRect& rect) {
        return QRect(canvas.mapTo(&window, rect.topLeft()), rect.size());
    };
    m_hints = {{tr("A slice: layers of a model that follow each other. Drag its bar to move it, the ends of "
                   "the bar to "
                   "make it longer or shorter."),
                [&canvas, inWindow] { return inWindow(canvas.sliceBarRect(0)); }},
               {tr("A seam: the next layer is another than in the model. Drag it to roll it; rest on it to "
                   "read what it "
                   "means."),
                [&canvas, inWindow] { return inWindow(canvas.seamRect(0)); }},
               {tr("Merge writes the output as a new model. The models it is made of are never changed."),
                [&window, &mergeButton] {
                    return QRect(mergeButton.mapTo(&window, QPoint()), mergeButton.size());
                }}};
}

void SampleHints::start()
{
    if (m_card || QSettings().value(kSeen, false).toBool())
        return;
    m_current = 0;
    m_card = new widgets::HintCard(m_window);
    connect(m_card, &widgets::HintCard::nextRequested, this, &SampleHints::goOn);
    connect(m_card, &widgets::HintCard::closeRequested, this, &SampleHints::end);
    m_window.installEventFilter(this);
    show();
}

void SampleHints::show()
{
    const Hint& hint = m_hints[m_current];
    const QRect place = hint.place();
    // What is pointed at is gone.
    if (place.isEmpty()) {
        end();
        return;
    }
    const bool isLast = m_current + 1 == m_hints.size();
    m_card->pointAt(place, hint.text,
                    isLast ? tr("Done") : tr("Next (%1 of %2)").arg(m_current + 1).arg(m_hints.size()));
}

void SampleHints::goOn()
{
    if (++m_current < m_hints.size())
        show();
    else
        end();
}

void SampleHints::end()
{
    QSettings().setValue(kSeen, true);
    m_window.removeEventFilter(this);
    m_card->hide();
    m_card->deleteLater();
    m_card = nullptr;
}

bool SampleHints::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && m_card)
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_card)
                    show();
            },
            Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

} // namespace layerloom::app
