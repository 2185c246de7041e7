#include "app/window/shell/view_commands.h"

#include "widgets/canvas/loom_canvas.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QSettings>

#include <array>

namespace layerloom::app {

namespace {

using Lane = widgets::LoomCanvas::Lane;

struct LaneRow {
    const char* action;
    const char* name; ///< in the document
    Lane lane;
};
constexpr std::array<LaneRow, 5> kLanes {{{"view.threads", "threads", Lane::Threads},
                                          {"view.seams", "seams", Lane::Seams},
                                          {"view.distances", "distances", Lane::Distances},
                                          {"view.profile", "profile", Lane::Profile},
                                          {"view.sensitivity", "sensitivity", Lane::Sensitivity}}};

const QString kTheme = QStringLiteral("theme");

} // namespace

widgets::ThemeChoice storedTheme()
{
    return static_cast<widgets::ThemeChoice>(QSettings().value(kTheme, 0).toInt() % 3);
}

ViewCommands::ViewCommands(widgets::LoomCanvas& canvas, Actions& actions, QWidget& window)
    : QObject(&window)
    , m_canvas(canvas)
    , m_actions(actions)
    , m_window(window)
{
    bindLanes();
    addThemes();
    actions.action("edit.snap")->setChecked(canvas.isSnapping());
    actions.bindToggle("edit.snap", [this](bool on) { m_canvas.setSnapping(on); });
    actions.bindToggle("view.fullScreen",
                       [this](bool on) { on ? m_window.showFullScreen() : m_window.showNormal(); });
}

void ViewCommands::bindLanes()
{
    for (const LaneRow& row : kLanes) {
        m_actions.action(row.action)->setChecked(m_canvas.isLaneShown(row.lane));
        m_actions.bindToggle(row.action,
                             [this, lane = row.lane](bool on) { m_canvas.setLaneShown(lane, on); });
    }
}

void ViewCommands::addThemes()
{
    QMenu* menu = m_actions.menu("view")->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(menu);
    const std::array names {tr("&System"), tr("&Light"), tr("&Dark")};
    const auto current = static_cast<std::size_t>(storedTheme());
    for (std::size_t i = 0; i < names.size(); ++i) {
        QAction* action = menu->addAction(names[i]);
        action->setCheckable(true);
        action->setChecked(i == current);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [i] {
            QSettings().setValue(kTheme, static_cast<int>(i));
            widgets::applyTheme(*qobject_cast<QApplication*>(QApplication::instance()),
                                static_cast<widgets::ThemeChoice>(i));
        });
    }
}

std::string ViewCommands::viewState() const
{
    QJsonObject state;
    if (!m_canvas.isFit())
        state[QLatin1String("pixels_per_layer")] = m_canvas.pixelsPerLayer();
    QJsonArray hidden;
    for (const LaneRow& row : kLanes) {
        if (!m_canvas.isLaneShown(row.lane))
            hidden.append(QLatin1String(row.name));
    }
    if (!hidden.isEmpty())
        state[QLatin1String("hidden_lanes")] = hidden;
    return state.isEmpty() ? std::string()
                           : QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString();
}

void ViewCommands::setViewState(const std::string& text)
{
    const QJsonObject state = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    const QJsonArray hidden = state[QLatin1String("hidden_lanes")].toArray();
    for (const LaneRow& row : kLanes)
        m_actions.action(row.action)->setChecked(!hidden.contains(QLatin1String(row.name)));
    const double pixels = state[QLatin1String("pixels_per_layer")].toDouble();
    if (pixels > 0)
        m_canvas.setPixelsPerLayer(pixels);
    else
        m_canvas.zoomFit();
}

} // namespace layerloom::app
