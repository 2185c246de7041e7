#pragma once

#include <QString>

class QCoreApplication;

namespace layerloom::app {

/// Translates the window into the language that `wish` names ("de", "de_AT"), else into the first one of the desktop that
/// there is a translation for: resources/translations/layerloom_LANGUAGE.ts. English needs none. Numbers and dates follow
/// a wish too. Call it before the first widget is made. False when there is no translation for the wish.
bool applyLanguage(QCoreApplication& application, const QString& wish);

} // namespace layerloom::app
