#include "core/checkpoint/shard_file.h"

#include "core/base/error.h"

namespace layerloom::core {

std::unique_ptr<InputFile> openShard(const Shard& shard)
{
    auto file = std::make_unique<InputFile>(shard.path);
    if (file->size() != shard.fileBytes || file->modified() != shard.modified)
        throw Error(ErrorCode::Mismatch,
                    shard.path.string() + " has changed since it was opened; open it again");
    return file;
}

} // namespace layerloom::core
