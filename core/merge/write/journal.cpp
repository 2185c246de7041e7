#include "core/merge/write/journal.h"

#include "core/base/result.h"
#include "core/io/text_file.h"

#include <sstream>

namespace layerloom::core {
namespace {

constexpr const char* kFormat = "layerloom-merge/1";

} // namespace

std::optional<Journal> Journal::read(const std::filesystem::path& file)
{
    const Result<std::string> text = guarded([&] { return readTextFile(file); });
    if (!text)
        return std::nullopt;
    std::istringstream stream(*text);
    std::string line;
    Journal journal;
    if (!std::getline(stream, line) || stream.eof())
        return std::nullopt;
    std::istringstream first(line);
    std::string format;
    if (!(first >> format >> journal.m_identity.plan >> journal.m_identity.parts) || format != kFormat)
        return std::nullopt;
    journal.m_validBytes = line.size() + 1;
    // A line without its end was cut short when the process died.
    while (std::getline(stream, line) && !stream.eof() && journal.take(line))
        journal.m_validBytes += line.size() + 1;
    return journal;
}

Journal Journal::write(const std::filesystem::path& file, const MergeIdentity& identity)
{
    Journal journal;
    journal.m_identity = identity;
    std::optional<Journal> found = read(file);
    const bool goesOn = found && found->m_identity == identity;
    if (goesOn) {
        journal.m_shards = std::move(found->m_shards);
        std::filesystem::resize_file(file, found->m_validBytes);
    }
    if (!goesOn)
        File::create(file);
    journal.m_log = File::openToAppend(file);
    if (!goesOn)
        journal.put(std::string(kFormat) + ' ' + identity.plan + ' ' + std::to_string(identity.parts));
    return journal;
}

const ShardState& Journal::shard(std::uint32_t shard) const
{
    static const ShardState kNothing;
    const auto found = m_shards.find(shard);
    return found == m_shards.end() ? kNothing : found->second;
}

void Journal::tensorsWritten(std::uint32_t shard, std::uint64_t count)
{
    m_shards[shard].tensors = count;
    put("tensors " + std::to_string(shard) + ' ' + std::to_string(count));
}

void Journal::shardWritten(std::uint32_t shard)
{
    m_shards[shard].isWritten = true;
    put("written " + std::to_string(shard));
}

void Journal::shardVerified(std::uint32_t shard)
{
    m_shards[shard].isVerified = true;
    put("verified " + std::to_string(shard));
}

void Journal::shardLost(std::uint32_t shard)
{
    m_shards.erase(shard);
    put("lost " + std::to_string(shard));
}

void Journal::overflow(std::uint32_t shard, std::uint64_t tensor, std::uint64_t values)
{
    m_shards[shard].overflows[tensor] = values;
    put("overflow " + std::to_string(shard) + ' ' + std::to_string(tensor) + ' ' + std::to_string(values));
}

bool Journal::take(const std::string& line)
{
    std::istringstream words(line);
    std::string word;
    std::uint32_t shard = 0;
    if (!(words >> word >> shard))
        return false;
    if (word == "written")
        return m_shards[shard].isWritten = true;
    if (word == "verified")
        return m_shards[shard].isVerified = true;
    if (word == "lost") {
        m_shards.erase(shard);
        return true;
    }
    std::uint64_t tensor = 0;
    std::uint64_t values = 0;
    if (word == "tensors" && words >> tensor) {
        m_shards[shard].tensors = tensor;
        return true;
    }
    if (word == "overflow" && words >> tensor >> values) {
        m_shards[shard].overflows[tensor] = values;
        return true;
    }
    return false;
}

void Journal::put(const std::string& line)
{
    m_log.append(line + '\n');
}

} // namespace layerloom::core
