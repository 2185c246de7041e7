#include "widgets/controls/counted.h"

#include "core/base/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace layerloom::widgets {

namespace {

// A translation has a form for each number that its language tells apart; English has core's.
constexpr std::array kNouns {
    std::pair(std::string_view("layer"), QT_TRANSLATE_N_NOOP("Counted", "%n layer(s)")),
    std::pair(std::string_view("seam"), QT_TRANSLATE_N_NOOP("Counted", "%n seam(s)")),
    std::pair(std::string_view("shard"), QT_TRANSLATE_N_NOOP("Counted", "%n shard(s)")),
    std::pair(std::string_view("slice"), QT_TRANSLATE_N_NOOP("Counted", "%n slice(s)")),
    std::pair(std::string_view("stack"), QT_TRANSLATE_N_NOOP("Counted", "%n stack(s)")),
    std::pair(std::string_view("tensor"), QT_TRANSLATE_N_NOOP("Counted", "%n tensor(s)")),
    std::pair(std::string_view("token"), QT_TRANSLATE_N_NOOP("Counted", "%n token(s)")),
};

} // namespace

QString counted(std::uint64_t number, std::string_view singular)
{
    const auto noun = std::ranges::find(kNouns, singular, [](const auto& row) { return row.first; });
    Q_ASSERT(noun != kNouns.end());
    const bool isTranslated = noun != kNouns.end() && std::in_range<int>(number)
        && QCoreApplication::translate("Counted", noun->second) != QString::fromUtf8(noun->second);
    return isTranslated
        ? QCoreApplication::translate("Counted", noun->second, nullptr, static_cast<int>(number))
        : QString::fromStdString(core::counted(number, singular));
}

} // namespace layerloom::widgets
