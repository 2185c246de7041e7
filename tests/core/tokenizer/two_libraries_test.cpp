#include "core/engine/load_engine.h"
#include "core/tokenizer/tokenizer.h"
#include "tests/core/tokenizer/piece_model.h"
#include "tests/core/tokenizer/tokenizer_file.h"

#include <QObject>
#include <QtTest/QTest>

#include <array>
#include <span>

using namespace layerloom;
using namespace layerloom::tests;

// libtorch and SentencePiece bring two releases of protobuf, which must not meet in one process. ctest runs this
// program twice, as only the first test of a run loads anything.
class TwoLibraries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theEngineFirst()
    {
        useEngine();
        usePieces();
        useEngine();
    }

    void thePiecesFirst()
    {
        usePieces();
        useEngine();
        usePieces();
    }

private:
    static void useEngine()
    {
        const auto loaded = core::loadEngine("cpu");
        QVERIFY2(loaded, loaded ? "" : loaded.error().message().c_str());
        const std::array<float, 2> numbers {1.5F, -4.0F};
        std::array<std::uint16_t, 2> halves {};
        loaded->engine->convert(std::as_bytes(std::span(numbers)), core::FloatType::F32,
                                std::as_writable_bytes(std::span(halves)), core::FloatType::BF16, 0.5);
        QCOMPARE(halves, (std::array<std::uint16_t, 2> {0x3F40, 0xC000}));
        QVERIFY(!loaded->engine->devices().empty());
    }

    static void usePieces()
    {
        const TokenizerFolder folder("tokenizer.model", PieceModel().text());
        const std::vector<core::TokenId> ids {8, 6};
        const auto tokenizer = folder.open();
        QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message().c_str());
        QCOMPARE(core::decode(*tokenizer, ids).value(), std::string("abc"));
        QCOMPARE(core::encode(*tokenizer, "abc", false).value(), (std::vector<core::TokenId> {3, 9}));
        // The library's own failure comes through the wall as ours.
        const TokenizerFolder broken("tokenizer.model", "");
        QCOMPARE(broken.open().error().code(), core::ErrorCode::Corrupt);
    }
};

QTEST_APPLESS_MAIN(TwoLibraries)
#include "two_libraries_test.moc"
