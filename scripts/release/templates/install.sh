#!/bin/sh
# Installs rolecall @VERSION@ for Linux and macOS, with a Node of its own. It checks the
# checksum first.
#
#   sh install.sh [--prefix DIR] [--from DIR]
#   sh install.sh --uninstall [--prefix DIR]
#
# --prefix DIR  where bin, lib and share are (default: ~/.local)
# --from DIR    a folder with the archive, instead of a download
set -eu

sums='@SUMS@'
prefix=${HOME:?}/.local
from=
action=install

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case $1 in
    --prefix | --from)
      [ $# -gt 1 ] || fail "$1 needs a folder"
      case $1 in --prefix) prefix=$2 ;; *) from=$2 ;; esac
      shift 2
      ;;
    --uninstall) action=uninstall; shift ;;
    *) fail "unknown option $1" ;;
  esac
done
case $prefix in /*) ;; *) prefix=$PWD/$prefix ;; esac

remove() {
  rm -rf "$prefix/lib/rolecall" "$prefix/share/doc/rolecall"
  rm -f "$prefix/bin/rolecall" "$prefix/share/man/man1/rolecall.1" \
    "$prefix"/share/man/man1/rolecall-*.1 "$prefix/share/man/man5/rolecall-config.5" \
    "$prefix/share/bash-completion/completions/rolecall" \
    "$prefix/share/zsh/vendor-completions/_rolecall" \
    "$prefix/share/fish/vendor_completions.d/rolecall.fish"
}

if [ $action = uninstall ]; then
  remove
  echo "rolecall is removed from $prefix. Your settings and sessions stay." >&2
  exit 0
fi

case $(uname -s)-$(uname -m) in
  Linux-x86_64) target=linux-x64 ;;
  Linux-aarch64) target=linux-arm64 ;;
  Darwin-x86_64) target=darwin-x64 ;;
  Darwin-arm64) target=darwin-arm64 ;;
  *) fail "there is no archive for $(uname -s) on $(uname -m): npm install --global rolecall" ;;
esac
# Alpine's C library is musl, and its getconf knows no glibc.
if [ "${target%-*}" = linux ] && [ -n "$(find /lib/ -maxdepth 1 -name 'ld-musl-*')" ] &&
  ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
  target=$target-musl
fi
archive=rolecall-@VERSION@-$target.tar.xz
sum=$(printf '%s\n' "$sums" | sed -n "s/  $archive\$//p")
[ -n "$sum" ] || fail "this script has no checksum of $archive"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
url=@DOWNLOADS@/$archive
if [ -n "$from" ]; then
  [ -f "$from/$archive" ] || fail "$from has no $archive"
  cp "$from/$archive" "$work/$archive"
elif command -v curl >/dev/null 2>&1; then
  curl --fail --location --silent --show-error --proto '=https' -o "$work/$archive" "$url" ||
    fail "the download of $url failed"
elif command -v wget >/dev/null 2>&1; then
  wget -q -O "$work/$archive" "$url" || fail "the download of $url failed"
else
  fail "a download needs curl or wget; with --from, the archive can be in a folder"
fi
check=sha256sum
command -v sha256sum >/dev/null 2>&1 || check='shasum -a 256' # macOS
printf '%s  %s\n' "$sum" "$work/$archive" | $check -c - >/dev/null 2>&1 ||
  fail "$archive is not the file of the release: its checksum differs"

mkdir "$work/tree"
tar -xoJf "$work/$archive" -C "$work/tree" ||
  fail "tar cannot unpack $archive: it needs xz, which the package xz-utils or xz contains"
# The launcher, which is static, and Node, which is not.
"$work/tree/bin/rolecall" --version >/dev/null && "$work/tree/lib/rolecall/node/bin/node" --version >/dev/null ||
  fail "rolecall does not run on this system: it needs glibc 2.28, musl 1.2.5 or macOS 13, or newer"
mkdir -p "$prefix/bin" "$prefix/lib" "$prefix/share"
rm -rf "$prefix/lib/.rolecall.new"
cp -R "$work/tree/lib/rolecall" "$prefix/lib/.rolecall.new"
# From here to the end there is no rolecall, for a moment only: the big files are renamed.
remove
mv "$prefix/lib/.rolecall.new" "$prefix/lib/rolecall"
cp -R "$work/tree/bin/." "$prefix/bin/"
cp -R "$work/tree/share/." "$prefix/share/"
echo "rolecall @VERSION@ is in $prefix/bin/rolecall" >&2
case :$PATH: in
  *":$prefix/bin:"*) ;;
  *) echo "hint: add it to PATH: export PATH=\"$prefix/bin:\$PATH\"" >&2 ;;
esac
