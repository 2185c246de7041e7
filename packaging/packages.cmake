# `cpack -G DEB` makes a package of each component, `cpack -G TGZ` one archive of all that runs wherever it is unpacked.
set(CPACK_PACKAGE_NAME layerloom)
set(CPACK_PACKAGE_VENDOR Layerloom)
set(CPACK_PACKAGE_CONTACT "${LAYERLOOM_CONTACT}")
set(CPACK_PACKAGE_HOMEPAGE_URL "${LAYERLOOM_HOMEPAGE}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
                                                WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_SOURCE_DIR}/generators.cmake)
set(CPACK_PACKAGE_FILE_NAME layerloom-${PROJECT_VERSION}-linux-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_OUTPUT_FILE_PREFIX ${CMAKE_BINARY_DIR}/packages)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(plugins "layerloom-engine (= ${PROJECT_VERSION}), layerloom-sentencepiece (= ${PROJECT_VERSION})")
set(about "Layerloom opens model checkpoints, composes a new stack from their
layers (depth up-scaling, interlocked up-scaling, down-scaling and
frankenmerges), checks it, and writes it as a new checkpoint that is
compared byte by byte with its sources.
.")

set(CPACK_DEBIAN_WINDOW_PACKAGE_NAME layerloom)
set(CPACK_DEBIAN_WINDOW_PACKAGE_RECOMMENDS "layerloom-cli (= ${PROJECT_VERSION}), ${plugins}, qt6-translations-l10n")
set(CPACK_COMPONENT_WINDOW_DESCRIPTION "editor for the layer stack of language models\n${about}\nThis package has the window.")
set(CPACK_DEBIAN_CLI_PACKAGE_NAME layerloom-cli)
set(CPACK_DEBIAN_CLI_PACKAGE_RECOMMENDS "${plugins}")
set(CPACK_COMPONENT_CLI_DESCRIPTION
    "stack layers of language models on the command line\n${about}\nThis package has the command line, which needs neither Qt nor a display.")
set(CPACK_DEBIAN_ENGINE_PACKAGE_NAME layerloom-engine)
set(CPACK_DEBIAN_ENGINE_PACKAGE_ENHANCES "layerloom, layerloom-cli")
set(CPACK_COMPONENT_ENGINE_DESCRIPTION
    "arithmetic of Layerloom by libtorch\n${about}\nThis package converts and scales tensors, and runs models.")
set(CPACK_DEBIAN_SENTENCEPIECE_PACKAGE_NAME layerloom-sentencepiece)
set(CPACK_DEBIAN_SENTENCEPIECE_PACKAGE_ENHANCES "layerloom, layerloom-cli")
set(CPACK_COMPONENT_SENTENCEPIECE_DESCRIPTION
    "tokenizer.model files for Layerloom\n${about}\nThis package reads tokenizers of SentencePiece.")

include(CPack)
