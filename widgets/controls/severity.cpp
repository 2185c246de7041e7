#include "widgets/controls/severity.h"

#include "widgets/controls/icon.h"

#include <string>

namespace layerloom::widgets {

QColor Theme::*severityColor(core::Severity severity)
{
    switch (severity) {
    case core::Severity::Error:
        return &Theme::error;
    case core::Severity::Warning:
        return &Theme::warning;
    case core::Severity::Advice:
        break;
    }
    return &Theme::advice;
}

QString severityIconName(core::Severity severity)
{
    return QString::fromStdString(std::string(core::severityName(severity)));
}

QIcon severityIcon(core::Severity severity)
{
    return icon(severityIconName(severity), severityColor(severity));
}

} // namespace layerloom::widgets
