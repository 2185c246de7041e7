#pragma once

#include <QString>

namespace layerloom::widgets {
class MessageBar;
} // namespace layerloom::widgets

namespace layerloom::app {

/// Settings key of the folder that the last merge was written into.
QString mergeParentKey();

/// Reports leftovers of killed merges beside the last merge and offers to remove them. Does nothing without leftovers.
void offerLeftovers(widgets::MessageBar& bar);

} // namespace layerloom::app
