#include "core/checkpoint/shard_file.h"

namespace layerloom::core {

File openShard(const Shard& shard, Access access)
{
    File file = File::openToRead(shard.path, access);
    requireUnchanged(file, shard.state());
    return file;
}

} // namespace layerloom::core
