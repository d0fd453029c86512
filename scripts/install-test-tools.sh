#!/usr/bin/env bash
# Installs, on Debian as root, what some tests and benchmarks compare against. Nothing in Allclear itself needs it.
set -euo pipefail
need=()
for pair in rg:ripgrep 7zz:7zip chromium:chromium evtxexport:libevtx-utils yara:yara clamscan:clamav fls:sleuthkit \
  regfexport:libregf-utils hivexsh:libhivex-bin sccainfo:libscca-utils mkntfs:ntfs-3g age:age monodis:mono-utils; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || need+=("${pair##*:}")
done
if [ ${#need[@]} -eq 0 ]; then
  echo "test tools: all there"
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "test tools missing: ${need[*]} (install them with your package manager)"
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
echo "test tools installed: ${need[*]}"
