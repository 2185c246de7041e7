#include "app/base/text.h"

#include "core/base/text.h"
#include "widgets/controls/counted.h"

namespace layerloom::app {

QString sentence(const std::string& message)
{
    const QString text = QString::fromStdString(message);
    return text.isEmpty() || text.endsWith(QLatin1Char('.')) ? text : text + QLatin1Char('.');
}

QString counted(std::uint64_t number, std::string_view singular)
{
    return widgets::counted(number, singular);
}

QString bytesText(std::uint64_t bytes)
{
    return QString::fromStdString(core::shortBytes(bytes));
}

QString sourceText(core::SourceIndex source, const std::string& label)
{
    return QStringLiteral("%1  %2").arg(QString::fromStdString(core::sourceLetter(source)),
                                        QString::fromStdString(label));
}

} // namespace layerloom::app
