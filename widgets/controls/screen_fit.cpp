#include "widgets/controls/screen_fit.h"

#include <QScreen>
#include <QWidget>

namespace layerloom::widgets {

namespace {

// Nobody has a smaller screen; programs without a display have one in name only.
constexpr QSize kLeastScreen(640, 400);

// Window managers tell the frame of a window only after they have shown it.
constexpr QSize kLikelyFrame(12, 40);

} // namespace

QSize fittedToScreen(const QWidget& window, QSize wanted)
{
    const QSize screen = window.screen()->availableSize();
    if (screen.width() < kLeastScreen.width() || screen.height() < kLeastScreen.height())
        return wanted;
    return wanted.boundedTo(screen - kLikelyFrame);
}

} // namespace layerloom::widgets
