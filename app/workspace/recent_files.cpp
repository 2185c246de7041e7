#include "app/workspace/recent_files.h"

#include <QFileInfo>
#include <QLocale>
#include <QSettings>

#include <algorithm>

namespace layerloom::app {

namespace {

constexpr std::size_t kLimit = 10;
const QLatin1String kArray("recent");

std::vector<RecentFile> stored()
{
    QSettings settings;
    std::vector<RecentFile> files;
    const int size = settings.beginReadArray(kArray);
    for (int i = 0; i < size; ++i) {
        settings.setArrayIndex(i);
        files.push_back({.path = settings.value(QStringLiteral("path")).toString(),
                         .detail = settings.value(QStringLiteral("detail")).toString(),
                         .loss = settings.value(QStringLiteral("loss")).toString(),
                         .opened = settings.value(QStringLiteral("opened")).toDateTime()});
    }
    return files;
}

void store(const std::vector<RecentFile>& files)
{
    QSettings settings;
    settings.remove(kArray);
    settings.beginWriteArray(kArray, static_cast<int>(files.size()));
    for (std::size_t i = 0; i < files.size(); ++i) {
        settings.setArrayIndex(static_cast<int>(i));
        settings.setValue(QStringLiteral("path"), files[i].path);
        settings.setValue(QStringLiteral("detail"), files[i].detail);
        settings.setValue(QStringLiteral("loss"), files[i].loss);
        settings.setValue(QStringLiteral("opened"), files[i].opened);
    }
    settings.endArray();
}

} // namespace

RecentFiles::RecentFiles(QObject* parent)
    : QObject(parent)
{}

std::vector<RecentFile> RecentFiles::list() const
{
    std::vector<RecentFile> files = stored();
    for (RecentFile& file : files)
        file.exists = QFileInfo::exists(file.path);
    return files;
}

void RecentFiles::add(const QString& path, const QString& detail)
{
    std::vector<RecentFile> files = stored();
    std::erase_if(files, [&path](const RecentFile& file) { return file.path == path; });
    files.insert(files.begin(), {.path = path, .detail = detail, .opened = QDateTime::currentDateTime()});
    files.resize(std::min(files.size(), kLimit));
    store(files);
    Q_EMIT changed();
}

void RecentFiles::setLoss(const QString& path, const QString& loss)
{
    std::vector<RecentFile> files = stored();
    const auto file = std::ranges::find(files, path, &RecentFile::path);
    if (file == files.end() || file->loss == loss)
        return;
    file->loss = loss;
    store(files);
    Q_EMIT changed();
}

void RecentFiles::clear()
{
    store({});
    Q_EMIT changed();
}

QString whenOpened(const QDateTime& opened, const QDateTime& now)
{
    const QDate date = opened.date();
    const QLocale locale;
    if (date == now.date())
        return RecentFiles::tr("today %1").arg(locale.toString(opened.time(), QStringLiteral("HH:mm")));
    if (date.daysTo(now.date()) == 1)
        return RecentFiles::tr("yesterday");
    const QString format =
        date.year() == now.date().year() ? RecentFiles::tr("d MMM") : RecentFiles::tr("d MMM yyyy");
    return locale.toString(date, format);
}

} // namespace layerloom::app
