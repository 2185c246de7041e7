#pragma once

#include <QString>

namespace layerloom::widgets {
class MessageBar;
} // namespace layerloom::widgets

namespace layerloom::app {

/// Where the settings keep the folder that the last merge was written into.
QString mergeParentKey();

/// Says what killed merges have left where the last merge was written, and offers to remove it. Nothing when there is none.
void offerLeftovers(widgets::MessageBar& bar);

} // namespace layerloom::app
