#include "widgets/controls/loom_style.h"

#include "widgets/controls/icon.h"
#include "widgets/controls/paint.h"

#include <QFrame>
#include <QPainterPath>
#include <QStyleFactory>
#include <QStyleOption>

#include <array>

namespace layerloom::widgets {

namespace {

constexpr int kBoxIcon = 32; ///< of a message box
constexpr double kTipRadius = 6;

struct StandardIcon {
    QStyle::StandardPixmap standard;
    const char* name; ///< of the program's set
    QColor Theme::*color;
};

constexpr std::array kStandardIcons {
    StandardIcon {QStyle::SP_MessageBoxCritical, "error", &Theme::error},
    StandardIcon {QStyle::SP_MessageBoxWarning, "warning", &Theme::warning},
    StandardIcon {QStyle::SP_MessageBoxInformation, "advice", &Theme::advice},
    StandardIcon {QStyle::SP_MessageBoxQuestion, "question", &Theme::accentText},
    StandardIcon {QStyle::SP_FileDialogNewFolder, "folder-new", &Theme::text2},
    StandardIcon {QStyle::SP_FileDialogToParent, "arrow-up", &Theme::text2},
    StandardIcon {QStyle::SP_FileDialogBack, "arrow-left", &Theme::text2},
    StandardIcon {QStyle::SP_ArrowBack, "arrow-left", &Theme::text2},
    StandardIcon {QStyle::SP_ArrowForward, "arrow-right", &Theme::text2},
    StandardIcon {QStyle::SP_FileDialogListView, "view-list", &Theme::text2},
    StandardIcon {QStyle::SP_FileDialogDetailedView, "view-details", &Theme::text2},
    StandardIcon {QStyle::SP_DirIcon, "open", &Theme::text2},
    StandardIcon {QStyle::SP_DirOpenIcon, "open", &Theme::text2},
    StandardIcon {QStyle::SP_DirClosedIcon, "open", &Theme::text2},
    StandardIcon {QStyle::SP_DirLinkIcon, "open", &Theme::text2},
    StandardIcon {QStyle::SP_DirHomeIcon, "home", &Theme::text2},
    StandardIcon {QStyle::SP_FileIcon, "file", &Theme::text2},
    StandardIcon {QStyle::SP_FileLinkIcon, "file", &Theme::text2},
    StandardIcon {QStyle::SP_ComputerIcon, "computer", &Theme::text2},
    StandardIcon {QStyle::SP_DesktopIcon, "computer", &Theme::text2},
    StandardIcon {QStyle::SP_DriveHDIcon, "drive", &Theme::text2},
};

const StandardIcon* findStandard(QStyle::StandardPixmap standard)
{
    for (const StandardIcon& each : kStandardIcons)
        if (each.standard == standard)
            return &each;
    return nullptr;
}

} // namespace

LoomStyle::LoomStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{}

QIcon LoomStyle::standardIcon(StandardPixmap standard, const QStyleOption* option,
                              const QWidget* widget) const
{
    if (const StandardIcon* own = findStandard(standard))
        return icon(QLatin1String(own->name), own->color);
    return QProxyStyle::standardIcon(standard, option, widget);
}

QPixmap LoomStyle::standardPixmap(StandardPixmap standard, const QStyleOption* option,
                                  const QWidget* widget) const
{
    if (const StandardIcon* own = findStandard(standard))
        return icon(QLatin1String(own->name), own->color).pixmap(kBoxIcon, kBoxIcon);
    return QProxyStyle::standardPixmap(standard, option, widget);
}

int LoomStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                         QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
        return 0;
    case SH_ComboBox_PopupFrameStyle:
        return static_cast<int>(QFrame::NoFrame) | static_cast<int>(QFrame::Plain);
    case SH_ToolTip_Mask:
        if (auto* mask = qstyleoption_cast<QStyleHintReturnMask*>(data); mask && option) {
            const QPainterPath path =
                roundedPath(option->rect, {kTipRadius, kTipRadius, kTipRadius, kTipRadius});
            mask->region = QRegion(path.toFillPolygon().toPolygon());
            return 1;
        }
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

void LoomStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const
{
    if (element != PE_FrameTabBarBase)
        QProxyStyle::drawPrimitive(element, option, painter, widget);
}

} // namespace layerloom::widgets
