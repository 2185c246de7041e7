#pragma once

#include "core/checks/problem.h"
#include "widgets/controls/theme.h"

#include <QIcon>
#include <QString>

namespace layerloom::widgets {

// How a problem's severity is shown.
QColor Theme::*severityColor(core::Severity severity);
/// Name of the icon, for paintIcon().
QString severityIconName(core::Severity severity);
QIcon severityIcon(core::Severity severity);

} // namespace layerloom::widgets
