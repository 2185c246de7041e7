#!/usr/bin/env bash
# installed.sh BUILD FOLDER: installs a build into FOLDER, moves that away, and does the main job with what is there.
set -euo pipefail
build=$1 folder=$2 root=$2-moved
unset LAYERLOOM_ENGINES
rm -rf "$folder" "$root"
cmake --install "$build" --prefix "$folder" >/dev/null
mv "$folder" "$root" # no program may remember where it was

missing() {
    printf 'Not installed: %s\n' "$1" >&2
    exit 1
}
has() { [[ -s $root/$1 ]] || missing "$1"; }
cli=$root/bin/layerloom-cli
has bin/layerloom-cli
has share/man/man1/layerloom-cli.1.gz
has share/bash-completion/completions/layerloom-cli
has share/zsh/vendor-completions/_layerloom-cli
bash -n "$root/share/bash-completion/completions/layerloom-cli"
# Every verb is in the page and in the completion.
for verb in $("$cli" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
    gzip -dc "$root/share/man/man1/layerloom-cli.1.gz" | grep -q "^\.SS ${verb//-/\\\\-}$" || missing "the page of $verb"
    grep -q "^ *'$verb')" "$root/share/bash-completion/completions/layerloom-cli" || missing "the completion of $verb"
done

"$cli" sample "$root/sample" >/dev/null
"$cli" check "$root/sample/dus.loom" >/dev/null
"$cli" merge "$root/sample/dus.loom" --output "$root/merged" --verify full --quiet
if [[ -d $build/lib/layerloom/engines ]]; then
    has lib/layerloom/engines/default/liblayerloom_engine.so
    "$cli" merge "$root/sample/dus.loom" --output "$root/converted" --dtype f32 --quiet
fi
[[ ! -d $build/lib/layerloom/tokenizers ]] || has lib/layerloom/tokenizers/liblayerloom_sentencepiece.so

if [[ -x $build/bin/layerloom ]]; then
    has bin/layerloom
    for file in applications/org.layerloom.Layerloom.desktop metainfo/org.layerloom.Layerloom.metainfo.xml \
        mime/packages/layerloom.xml icons/hicolor/scalable/apps/org.layerloom.Layerloom.svg \
        icons/hicolor/16x16/apps/org.layerloom.Layerloom.png icons/hicolor/512x512/apps/org.layerloom.Layerloom.png \
        man/man1/layerloom.1.gz bash-completion/completions/layerloom zsh/vendor-completions/_layerloom; do
        has "share/$file"
    done
    "$root/bin/layerloom" --screenshot "$root/window.png" "$root/sample/dus.loom"
    has window.png
fi
rm -rf "$root"
