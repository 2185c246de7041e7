#!/usr/bin/env bash
# check.sh FOLDER: installs the Debian packages of FOLDER into a bare Debian of its own, first without the plugins, and does
# the main job there with both programs, as a plain user. Says "skipped" where such a system cannot be made.
set -euo pipefail

skip() {
    printf 'skipped: %s\n' "$1"
    exit 0
}

packages=$(readlink -f "$1")
((EUID == 0)) || skip "only root can make a bare Debian"
command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed"
mapfile -t mirrors < <(find /etc/apt -maxdepth 2 -name debian.sources -o -maxdepth 2 -name sources.list)
work=$(mktemp -d)
root=$work/root
end() {
    umount "$root/proc" "$root/dev/shm" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap end EXIT

mmdebstrap --quiet --variant=minbase bookworm "$root" "${mirrors[@]}" || skip "no mirror of Debian 12 can be reached"
cp "$packages"/*.deb "$root/opt/"
cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"

inside() {
    chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
install_packages() { inside apt-get -qq -o Dpkg::Use-Pty=0 install --yes --no-install-recommends "$@" </dev/null >"$work/apt.log" 2>&1 || {
    cat "$work/apt.log" >&2
    exit 1
}; }
user() { inside setpriv --reuid=user --regid=user --clear-groups env HOME=/home/user "$@"; }

deb() { find "$packages" -name "$1_*.deb" -printf '/opt/%f\n'; }

inside useradd --create-home user
inside apt-get -qq update || skip "the mirror cannot be reached from a root of its own"
install_packages "$(deb layerloom)" "$(deb layerloom-cli)" xvfb x11-utils fonts-dejavu-core shared-mime-info \
    desktop-file-utils

say() { printf -- '-- %s\n' "$*"; }
say "without plugins: sample, check, merge, picture"
user layerloom-cli sample /home/user/sample >/dev/null
user layerloom-cli check /home/user/sample/dus.loom >/dev/null
user layerloom-cli merge /home/user/sample/dus.loom --output /home/user/merged --verify full
user layerloom-cli devices
if user layerloom-cli merge /home/user/sample/dus.loom --output /home/user/converted --dtype f32 2>"$work/refused" ||
    ! grep -q layerloom-engine "$work/refused"; then
    cat "$work/refused" >&2
    echo "A conversion without the engine did not name its package" >&2
    exit 1
fi
user layerloom --screenshot /home/user/window.png /home/user/sample/dus.loom 2>/dev/null
[[ $(inside head -c 4 /home/user/window.png | tail -c 3) == PNG ]]

say "with plugins: convert, measure"
install_packages "$(deb layerloom-engine)" "$(deb layerloom-sentencepiece)"
user layerloom-cli devices
user layerloom-cli merge /home/user/sample/dus.loom --output /home/user/converted --dtype f32
user layerloom-cli measure /home/user/sample/loomling-32 --quiet

say "the window on a display"
cat >"$root/opt/display.sh" <<'SCRIPT'
set -eu
exec 3>/tmp/display
Xvfb -displayfd 3 -screen 0 1280x800x24 2>/dev/null &
display=$!
for _ in $(seq 100); do [ -s /tmp/display ] && break; sleep 0.1; done
DISPLAY=:$(cat /tmp/display)
export DISPLAY
layerloom /home/user/sample/dus.loom 2>/dev/null &
window=$!
for _ in $(seq 300); do
    xwininfo -root -tree | grep -q 'dus.*Layerloom.*"layerloom"' && break
    sleep 0.1
done
xwininfo -root -tree | grep 'Layerloom.*"layerloom"'
kill "$window"
wait "$window" || [ $? -eq 143 ]
kill "$display"
SCRIPT
user sh /opt/display.sh

say "menu entry, file type, manual"
inside desktop-file-validate /usr/share/applications/org.layerloom.Layerloom.desktop
inside grep -q '\*\.loom' /usr/share/mime/globs2
inside grep -q 'application/x-layerloom=org.layerloom' /usr/share/applications/mimeinfo.cache
say "removing all of it"
inside apt-get -qq purge --yes layerloom layerloom-cli layerloom-engine layerloom-sentencepiece >/dev/null 2>&1
[[ ! -e $root/usr/lib/layerloom && ! -e $root/usr/bin/layerloom ]]
say "the packages work in a bare Debian 12"
