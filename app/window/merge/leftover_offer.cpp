#include "app/window/merge/leftover_offer.h"

#include "app/base/text.h"
#include "core/merge/write/leftovers.h"
#include "widgets/controls/message_bar.h"

#include <QObject>
#include <QSettings>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace layerloom::app {

namespace {

using widgets::MessageBar;

QString sentenceFor(const std::vector<core::Leftover>& leftovers)
{
    std::uint64_t bytes = 0;
    for (const core::Leftover& leftover : leftovers)
        bytes += leftover.bytes;
    const core::Leftover& first = leftovers.front();
    if (leftovers.size() == 1 && bytes == 0)
        return QObject::tr(
                   "A merge was interrupted before it copied anything, and left the folder %1. Merging the "
                   "same stack to %2 finishes it.")
            .arg(QString::fromStdString(first.folder.string()),
                 QString::fromStdString(first.destination.filename().string()));
    if (leftovers.size() == 1)
        return QObject::tr(
                   "A merge was interrupted and left %1 in %2. Merging the same stack to %3 finishes it.")
            .arg(bytesText(bytes), QString::fromStdString(first.folder.string()),
                 QString::fromStdString(first.destination.filename().string()));
    return QObject::tr("%n merges were interrupted and left %1 in %2.", nullptr,
                       static_cast<int>(leftovers.size()))
        .arg(bytesText(bytes), QString::fromStdString(first.folder.parent_path().string()));
}

bool isThere(const core::Leftover& leftover)
{
    std::error_code unknown;
    return std::filesystem::exists(leftover.folder, unknown);
}

void removeAll(const std::vector<core::Leftover>& leftovers, MessageBar& bar)
{
    std::uint64_t bytes = 0;
    for (const core::Leftover& leftover : leftovers) {
        const core::Result<std::uint64_t> removed = core::removeLeftover(leftover);
        if (!removed)
            return bar.showMessage(MessageBar::Kind::Error,
                                   QString::fromStdString(removed.error().message()));
        bytes += *removed;
    }
    bar.showMessage(MessageBar::Kind::Good,
                    bytes > 0 ? QObject::tr("%1 were freed.").arg(bytesText(bytes))
                              : QObject::tr("What was left is removed."));
}

} // namespace

QString mergeParentKey()
{
    return QStringLiteral("merge/parent");
}

void offerLeftovers(MessageBar& bar)
{
    const QString parent = QSettings().value(mergeParentKey()).toString();
    if (parent.isEmpty())
        return;
    std::vector<core::Leftover> leftovers = core::findLeftovers(parent.toStdString());
    std::erase_if(leftovers, [](const core::Leftover& leftover) { return leftover.isInUse; });
    if (leftovers.empty())
        return;
    bar.showMessage(MessageBar::Kind::Warning, sentenceFor(leftovers),
                    {{QObject::tr("Remove"), [leftovers, &bar] { removeAll(leftovers, bar); }}},
                    [leftovers] { return std::ranges::any_of(leftovers, isThere); });
}

} // namespace layerloom::app
