#include "widgets/controls/theme.h"

#include "widgets/controls/loom_style.h"

#include <QApplication>
#include <QFile>
#include <QVariant>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace Qt::StringLiterals;

// Resources of a static library are dropped by the linker unless named; the macro must stand outside of namespaces.
static void registerResources()
{
    Q_INIT_RESOURCE(layerloom);
}

namespace layerloom::widgets {

namespace {

struct ColorToken {
    QLatin1StringView name;
    QColor Theme::*color;
    QRgb light;
    QRgb dark;
};

constexpr std::array kTokens {
    ColorToken {"window"_L1, &Theme::window, 0xF5F5F7, 0x202126},
    ColorToken {"canvas"_L1, &Theme::canvas, 0xFFFFFF, 0x18191C},
    ColorToken {"field"_L1, &Theme::field, 0xFFFFFF, 0x18191C},
    ColorToken {"raised"_L1, &Theme::raised, 0xFFFFFF, 0x2A2B31},
    ColorToken {"sunken"_L1, &Theme::sunken, 0xECECF0, 0x1B1C20},
    ColorToken {"hover"_L1, &Theme::hover, 0xEAEAEF, 0x2B2C32},
    ColorToken {"button"_L1, &Theme::button, 0xE8E8ED, 0x303138},
    ColorToken {"pressed"_L1, &Theme::pressed, 0xDFDFE6, 0x363740},
    ColorToken {"hairline"_L1, &Theme::hairline, 0xE1E1E7, 0x313239},
    ColorToken {"guide"_L1, &Theme::guide, 0xEEEEF2, 0x26272C},
    ColorToken {"line"_L1, &Theme::line, 0x8A8B97, 0x70717D},
    ColorToken {"text"_L1, &Theme::text, 0x1C1D22, 0xE7E7EB},
    ColorToken {"text2"_L1, &Theme::text2, 0x5B5D69, 0xA5A6B2},
    ColorToken {"disabled"_L1, &Theme::disabled, 0x9C9DA8, 0x64656F},
    ColorToken {"accent"_L1, &Theme::accent, 0x6B4BC8, 0x7A5FD3},
    ColorToken {"accentHover"_L1, &Theme::accentHover, 0x5C3DB8, 0x6A4FC4},
    ColorToken {"onAccent"_L1, &Theme::onAccent, 0xFFFFFF, 0xFFFFFF},
    ColorToken {"accentText"_L1, &Theme::accentText, 0x5F40BB, 0xB7A5F5},
    ColorToken {"selection"_L1, &Theme::selection, 0xE6E0F8, 0x3A3358},
    ColorToken {"error"_L1, &Theme::error, 0xB4232F, 0xF0868B},
    ColorToken {"warning"_L1, &Theme::warning, 0x8A5800, 0xE0AE55},
    ColorToken {"advice"_L1, &Theme::advice, 0x3F6078, 0x93B4CC},
    ColorToken {"good"_L1, &Theme::good, 0x2C6E49, 0x86C3A0},
};

// Okabe-Ito's hues, toned in OKLCH: five fills by depth, then bar, bar text, ribbon and edge.
using SourceTable = std::array<std::array<QRgb, 9>, 8>;
constexpr SourceTable kLightSources {{
    {0xB0D0F8, 0x8DB6EA, 0x6F9CD6, 0x5582BB, 0x41699C, 0xD7E8FF, 0x1B3E69, 0xE2EEFF, 0x4378BB},
    {0xE7CCA0, 0xD5B276, 0xC09954, 0xA67F37, 0x896725, 0xF3E4CC, 0x513802, 0xF6EBDA, 0x9E7006},
    {0xA5CFB3, 0x7CB490, 0x589871, 0x3D7E58, 0x296443, 0xD6EDDD, 0x11492C, 0xE1F2E6, 0x2E8053},
    {0xEDBCD2, 0xDB9CB9, 0xC480A0, 0xAA6687, 0x8C506D, 0xF9DDE9, 0x5C2943, 0xFBE6EF, 0xA6587F},
    {0xACDDE8, 0x86C9D7, 0x67B4C3, 0x4A99A9, 0x367F8C, 0xD1ECF1, 0x024550, 0xDEF1F5, 0x208B9D},
    {0xECB49C, 0xD89071, 0xBD6F4C, 0xA25532, 0x833F1F, 0xFFDED1, 0x64290A, 0xFFE7DD, 0xAA4F23},
    {0xD5D9AB, 0xBEC387, 0xA9AE69, 0x8F934E, 0x76793B, 0xE6E9D0, 0x3E4102, 0xEDEFDD, 0x7F832D},
    {0xC2C4C8, 0xA3A6AC, 0x86898F, 0x6D7076, 0x55585D, 0xE5E6E9, 0x3B3D42, 0xECEDEE, 0x6B6F76},
}};
constexpr SourceTable kDarkSources {{
    {0x96B5DC, 0x80A4D2, 0x6C93C5, 0x5B82B4, 0x4D72A2, 0x283A52, 0xC9E0FF, 0x212F40, 0x79AAE8},
    {0xCDB286, 0xC0A16C, 0xB19056, 0xA17F44, 0x907036, 0x46361B, 0xF2DBB6, 0x372C18, 0xCDA359},
    {0x89B398, 0x72A383, 0x5C9371, 0x4A8260, 0x3B7151, 0x264030, 0xC5E8D1, 0x203327, 0x6AAF85},
    {0xD1A2B7, 0xC58DA7, 0xB67B96, 0xA56A86, 0x935A75, 0x4B2F3D, 0xFAD1E3, 0x3B2730, 0xD68CAF},
    {0x93C4CE, 0x7BB5C1, 0x65A6B3, 0x5497A4, 0x468794, 0x1F3F45, 0xBEE6EF, 0x1C3236, 0x69BCCC},
    {0xCE9880, 0xC48569, 0xB77356, 0xA86345, 0x965538, 0x513021, 0xFED4C2, 0x3F271D, 0xD9845E},
    {0xBBBF92, 0xACB07B, 0x9CA167, 0x8D9156, 0x7E8249, 0x3A3C20, 0xDEE2BC, 0x2E301C, 0xAFB46B},
    {0xA6A8AC, 0x94979C, 0x84878C, 0x74777C, 0x64676C, 0x38393C, 0xDCDEE2, 0x2D2E30, 0x9B9FA5},
}};
// cividis with less chroma.
constexpr std::array<QRgb, 11> kMap {0x0F2549, 0x1B3359, 0x2C4162, 0x424F66, 0x585E6C, 0x6E7073,
                                     0x888677, 0xA39C7A, 0xBDB280, 0xD5C787, 0xECDC8F};

Theme tabled(bool dark)
{
    Theme theme;
    theme.dark = dark;
    for (const ColorToken& token : kTokens)
        theme.*token.color = QColor(dark ? token.dark : token.light);
    const SourceTable& table = dark ? kDarkSources : kLightSources;
    for (std::size_t i = 0; i < table.size(); ++i) {
        SourceColors& colors = theme.sources[i];
        std::copy_n(table[i].begin(), colors.ramp.size(), colors.ramp.begin());
        colors.bar = QColor(table[i][5]);
        colors.barText = QColor(table[i][6]);
        colors.ribbon = QColor(table[i][7]);
        colors.edge = QColor(table[i][8]);
    }
    for (std::size_t i = 0; i < kMap.size(); ++i)
        theme.map[i] = QColor(kMap[dark ? kMap.size() - 1 - i : i]);
    return theme;
}

const Theme& darkTheme()
{
    static const Theme kTheme = tabled(true);
    return kTheme;
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightnessF() < 0.5F;
}

bool isHighContrast(const QPalette& palette)
{
    const QColor window = palette.color(QPalette::Active, QPalette::Window);
    return window == palette.color(QPalette::Active, QPalette::Base)
        && (window.rgb() == QColor(Qt::black).rgb() || window.rgb() == QColor(Qt::white).rgb());
}

Theme highContrast(const QPalette& palette)
{
    const auto role = [&](QPalette::ColorRole r) { return palette.color(QPalette::Active, r); };
    Theme theme = isDark(palette) ? darkTheme() : lightTheme();
    const QColor window = role(QPalette::Window);
    const QColor text = role(QPalette::WindowText);
    theme.window = theme.raised = theme.sunken = window;
    theme.canvas = theme.field = role(QPalette::Base);
    theme.hover = theme.button = theme.guide = mixed(window, text, 0.06);
    theme.hairline = theme.pressed = mixed(window, text, 0.12);
    theme.line = mixed(window, text, 0.55);
    theme.text = theme.text2 = text;
    theme.error = theme.warning = theme.advice = theme.good = text;
    theme.disabled = palette.color(QPalette::Disabled, QPalette::WindowText);
    theme.accent = theme.accentHover = role(QPalette::Highlight);
    theme.onAccent = role(QPalette::HighlightedText);
    theme.accentText = role(QPalette::Link);
    theme.selection = mixed(window, theme.accent, 0.3);
    return theme;
}

QPalette paletteOf(const Theme& theme)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const QColor& color) { palette.setColor(role, color); };
    set(QPalette::Window, theme.window);
    set(QPalette::Base, theme.field);
    set(QPalette::AlternateBase, theme.sunken);
    set(QPalette::Button, theme.button);
    set(QPalette::Highlight, theme.accent);
    set(QPalette::HighlightedText, theme.onAccent);
    set(QPalette::Link, theme.accentText);
    set(QPalette::LinkVisited, theme.accentText);
    set(QPalette::Light, theme.raised);
    set(QPalette::Midlight, theme.hover);
    set(QPalette::Mid, theme.hairline);
    set(QPalette::Dark, theme.line);
    set(QPalette::ToolTipBase, theme.raised);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
                            QPalette::BrightText}) {
        set(role, theme.text);
        palette.setColor(QPalette::Disabled, role, theme.disabled);
    }
    set(QPalette::PlaceholderText, theme.text2);
    return palette;
}

QString styleSheetOf(const Theme& theme)
{
    QFile file(u":/layerloom.qss"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    sheet.replace("@controls"_L1, ":/controls"_L1);
    std::vector<ColorToken> tokens(kTokens.begin(), kTokens.end());
    // Longest first: "@text2" must not be read as "@text".
    std::ranges::sort(tokens, std::greater {}, [](const ColorToken& token) { return token.name.size(); });
    for (const ColorToken& token : tokens)
        sheet.replace(u'@' + token.name, (theme.*token.color).name());
    return sheet;
}

// Black on white, or white on black.
QPalette contrastPalette(bool isDark)
{
    const QColor paper = isDark ? Qt::black : Qt::white;
    const QColor ink = isDark ? Qt::white : Qt::black;
    QPalette palette(paper);
    for (const auto role : {QPalette::Window, QPalette::Base, QPalette::Button})
        palette.setColor(role, paper);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, ink);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, mixed(paper, ink, 0.5));
    palette.setColor(QPalette::Highlight, isDark ? QColor(0xFF, 0xFF, 0x00) : QColor(0x00, 0x00, 0x90));
    palette.setColor(QPalette::HighlightedText, paper);
    palette.setColor(QPalette::Link, palette.color(QPalette::Highlight));
    return palette;
}

// What the themes were made of. The palette is the one the program started with: "System" means going back to it.
struct Looks {
    QPalette first = QApplication::palette();
    DesktopLook desktop;
    ThemeChoice choice = ThemeChoice::System;
};

constexpr auto kLooks = "layerloomLooks"; ///< property of the application

Looks looksOf(const QApplication& application)
{
    const QVariant kept = application.property(kLooks);
    return kept.isValid() ? kept.value<Looks>() : Looks();
}

QPalette systemPalette(const Looks& looks)
{
    const bool dark = isDark(looks.first) || looks.desktop.isDark;
    if (looks.desktop.isHighContrast && !isHighContrast(looks.first))
        return contrastPalette(dark);
    return dark == isDark(looks.first) ? looks.first : paletteOf(darkTheme());
}

void applyLooks(QApplication& application, const Looks& looks)
{
    registerResources();
    application.setProperty(kLooks, QVariant::fromValue(looks));
    const QPalette system = systemPalette(looks);
    QApplication::setStyle(new LoomStyle);
    const bool followsSystem = looks.choice == ThemeChoice::System;
    const bool dark = looks.choice == ThemeChoice::Dark || (followsSystem && isDark(system));
    const bool untouched = followsSystem && isHighContrast(system);
    const Theme theme = untouched ? highContrast(system) : (dark ? darkTheme() : lightTheme());
    QApplication::setPalette(untouched ? system : paletteOf(theme));
    application.setStyleSheet(styleSheetOf(theme));
}

double luminance(const QColor& color)
{
    const auto linear = [](float channel) {
        const auto c = static_cast<double>(channel);
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

template <std::size_t Count> QColor between(const std::array<QColor, Count>& stops, double t)
{
    const double position = std::clamp(t, 0.0, 1.0) * static_cast<double>(Count - 1);
    const auto lower = std::min(static_cast<std::size_t>(position), Count - 2);
    return mixed(stops[lower], stops[lower + 1], position - static_cast<double>(lower));
}

} // namespace

QColor Theme::fill(core::SourceIndex index, double depth) const
{
    return between(source(index).ramp, depth);
}

QColor Theme::mapColor(double t) const
{
    return between(map, t);
}

const Theme& lightTheme()
{
    static const Theme kTheme = tabled(false);
    return kTheme;
}

Theme themeFor(const QPalette& palette)
{
    if (isHighContrast(palette))
        return highContrast(palette);
    return isDark(palette) ? darkTheme() : lightTheme();
}

Theme theme(const QWidget& widget)
{
    return themeFor(widget.palette());
}

void applyTheme(QApplication& application, ThemeChoice choice)
{
    Looks looks = looksOf(application);
    looks.choice = choice;
    applyLooks(application, looks);
}

void followDesktop(QApplication& application, const DesktopLook& look)
{
    Looks looks = looksOf(application);
    if (look == looks.desktop)
        return;
    looks.desktop = look;
    applyLooks(application, looks);
}

QColor mixed(const QColor& bottom, const QColor& top, double share)
{
    const auto channel = [share](int from, int to) {
        return static_cast<int>(std::lround(from + (to - from) * share));
    };
    return {channel(bottom.red(), top.red()), channel(bottom.green(), top.green()),
            channel(bottom.blue(), top.blue())};
}

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

double contrast(const QColor& left, const QColor& right)
{
    const double a = luminance(left);
    const double b = luminance(right);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor textOn(const QColor& fill)
{
    return contrast(fill, Qt::black) >= contrast(fill, Qt::white) ? Qt::black : Qt::white;
}

} // namespace layerloom::widgets
