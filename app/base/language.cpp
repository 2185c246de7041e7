#include "app/base/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace layerloom::app {

namespace {

// Qt's own texts, such as "Cancel" and the file dialog's, are a package of the system.
void addQtTexts(QCoreApplication& application, const QLocale& locale)
{
    auto* texts = new QTranslator(&application);
    if (texts->load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                    QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(texts);
}

// True when that language is spoken now.
bool speak(QCoreApplication& application, const QString& language)
{
    const QLocale locale(language);
    if (locale.language() == QLocale::English || locale.language() == QLocale::C)
        return locale.language() == QLocale::English || language == QLatin1String("C");
    auto* texts = new QTranslator(&application);
    if (!texts->load(locale, QStringLiteral("layerloom"), QStringLiteral("_"),
                     QStringLiteral(":/translations"))) {
        delete texts;
        return false;
    }
    addQtTexts(application, locale);
    QCoreApplication::installTranslator(texts);
    return true;
}

} // namespace

bool applyLanguage(QCoreApplication& application, const QString& wish)
{
    if (!wish.isEmpty()) {
        QLocale::setDefault(QLocale(wish));
        return speak(application, wish);
    }
    for (const QString& language : QLocale::system().uiLanguages())
        if (speak(application, language))
            break;
    return true;
}

} // namespace layerloom::app
