#include "core/merge/write/journal.h"

#include "core/base/result.h"
#include "core/io/text_file.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <string_view>

namespace layerloom::core {
namespace {

constexpr std::string_view kFormat = "layerloom-merge/2";
constexpr std::string_view kFileWord = "file ";

/// A name as one word of a line: "%0A" for a line feed.
std::string escapedName(std::string_view name)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte != '%')
            text += c;
        else
            text += {'%', kDigits[byte / 16U], kDigits[byte % 16U]};
    }
    return text;
}

std::optional<std::string> unescapedName(std::string_view text)
{
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            name += text[i];
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (failure != std::errc() || digits.size() != 2 || end != digits.data() + 2)
            return std::nullopt;
        name += static_cast<char>(byte);
        i += 2;
    }
    return name;
}

/// False for names that lead out of the folder of the merge's files.
bool staysInside(const std::filesystem::path& name)
{
    return !name.empty() && name.is_relative() && name.has_filename()
        && name.string().find('\0') == std::string::npos
        && std::none_of(name.begin(), name.end(), [](const std::filesystem::path& part) {
               return part == ".." || part == "." || part.empty();
           });
}

} // namespace

std::string programVersion()
{
    return LAYERLOOM_VERSION;
}

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
    if (!(first >> format >> journal.m_identity.plan >> journal.m_identity.parts
          >> journal.m_identity.program)
        || format != kFormat)
        return std::nullopt;
    journal.m_validBytes = line.size() + 1;
    // A line without its end was cut short when the process died.
    while (std::getline(stream, line) && !stream.eof() && journal.take(line))
        journal.m_validBytes += line.size() + 1;
    return journal;
}

bool Journal::isCutShort(const std::filesystem::path& file)
{
    const Result<std::string> text = guarded([&] { return readTextFile(file); });
    const std::string_view begin = text ? std::string_view(*text).substr(0, kFormat.size()) : "?";
    return text && text->find('\n') == std::string::npos && kFormat.starts_with(begin);
}

Journal Journal::write(const std::filesystem::path& file, const MergeIdentity& identity,
                       const std::set<std::string>& files)
{
    Journal journal;
    journal.m_identity = identity;
    std::optional<Journal> found = read(file);
    const bool goesOn = found && found->m_identity == identity;
    if (goesOn) {
        journal.m_shards = std::move(found->m_shards);
        journal.m_files = std::move(found->m_files);
        std::filesystem::resize_file(file, found->m_validBytes);
    }
    if (!goesOn)
        File::create(file);
    journal.m_log = File::openToAppend(file);
    journal.nameFiles(files,
                      goesOn ? std::string()
                             : std::string(kFormat) + ' ' + identity.plan + ' '
                              + std::to_string(identity.parts) + ' ' + identity.program);
    return journal;
}

/// Puts `text`, if any, and the names that are new in one write: the files are made after it.
void Journal::nameFiles(const std::set<std::string>& files, std::string text)
{
    for (const std::string& name : files)
        if (m_files.insert(name).second)
            text += (text.empty() ? "" : "\n") + std::string(kFileWord) + escapedName(name);
    if (!text.empty())
        put(text);
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

void Journal::shardVerified(std::uint32_t shard, const FileStamp& stamp)
{
    m_shards[shard].verified = stamp;
    put("verified " + std::to_string(shard) + ' ' + std::to_string(stamp.bytes) + ' '
        + std::to_string(stamp.modified) + ' ' + std::to_string(stamp.changed));
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
    if (line.starts_with(kFileWord))
        return takeFile(line.substr(kFileWord.size()));
    std::istringstream words(line);
    std::string word;
    std::uint32_t shard = 0;
    if (!(words >> word >> shard))
        return false;
    if (word == "written")
        return m_shards[shard].isWritten = true;
    if (FileStamp stamp; word == "verified") {
        const bool isRead = static_cast<bool>(words >> stamp.bytes >> stamp.modified >> stamp.changed);
        if (isRead)
            m_shards[shard].verified = stamp;
        return isRead;
    }
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

bool Journal::takeFile(const std::string& name)
{
    const std::optional<std::string> file = unescapedName(name);
    if (!file || !staysInside(*file))
        return false;
    m_files.insert(*file);
    return true;
}

void Journal::put(const std::string& line)
{
    m_log.append(line + '\n');
}

} // namespace layerloom::core
