#include "app/workspace/open_path.h"

#include "core/checkpoint/checkpoint_files.h"
#include "core/document/document_reader.h"
#include "core/document/open_sources.h"
#include "core/io/text_file.h"

#include <QFileInfo>

#include <filesystem>

namespace layerloom::app {

namespace {

core::FindModel finder(const std::filesystem::path& folder, const std::vector<core::Source>& known)
{
    return [known, fromDisk = core::modelFinder(folder)](const std::string& name) {
        for (const core::Source& source : known) {
            if (source.model && (source.name == name || source.label == name || source.path == name))
                return source;
        }
        return fromDisk(name);
    };
}

core::LoomDocument readLoom(const std::filesystem::path& path)
{
    core::LoomDocument document = core::readDocument(core::readTextFile(path), path.parent_path()).value();
    core::openSources(document.stack);
    return document;
}

} // namespace

PathKind kindOf(const QString& path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return PathKind::Model;
    const QString name = info.fileName().toLower();
    if (name.endsWith(QLatin1String(".loom")))
        return PathKind::Document;
    if (name.endsWith(QLatin1String(".yml")) || name.endsWith(QLatin1String(".yaml"))
        || name == QLatin1String("readme.md"))
        return PathKind::Recipe;
    if (name.endsWith(QLatin1String(".safetensors")) || name.endsWith(QLatin1String(".index.json"))
        || core::isTorchFile(name.toStdString()))
        return PathKind::Model;
    return PathKind::Unknown;
}

core::Result<Opened> openComposition(const QString& path, const std::vector<core::Source>& known)
{
    const std::filesystem::path file(QFileInfo(path).absoluteFilePath().toStdString());
    return core::guarded([&]() -> Opened {
        if (kindOf(path) == PathKind::Document)
            return readLoom(file);
        return core::importMergekit(core::readTextFile(file), finder(file.parent_path(), known)).value();
    });
}

core::Result<core::MergekitImport> importRecipeText(const QString& text,
                                                    const std::vector<core::Source>& known)
{
    return core::importMergekit(text.toStdString(), finder({}, known));
}

} // namespace layerloom::app
