import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { runCommand } from './run-command.js'

interface Package {
  version: string
  /** Debian's name: `amd64`. */
  architecture: string
  description: string
  homepage: string
  /** Seconds since 1970. */
  time: number
  /** Of xz, 0 to 9; default 6. */
  level?: number
}

/** What Node links, in the versions of Debian 10; the launcher links nothing. */
const DEPENDS = 'libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 8)'

/**
 * Builds a .deb around a prefix made by `stage`, with dpkg-deb. It has no scripts: nothing runs at
 * installation.
 * @param prefix becomes /usr
 * @param path of the .deb
 */
export function makeDeb(prefix: string, path: string, about: Package): void {
  const folder = `${path}.staged`
  rmSync(folder, { recursive: true, force: true })
  cpSync(prefix, join(folder, 'usr'), { recursive: true, verbatimSymlinks: true })
  compressManPages(join(folder, 'usr/share/man'))
  mkdirSync(join(folder, 'DEBIAN'))
  writeFileSync(join(folder, 'DEBIAN/control'), control(folder, about))
  writeFileSync(join(folder, 'DEBIAN/md5sums'), md5sums(folder))
  runCommand('chmod', ['-R', 'u+rwX,go=rX', folder])
  runCommand(
    'dpkg-deb',
    ['--root-owner-group', '-Zxz', `-z${about.level ?? 6}`, '--build', folder, path],
    {
      env: { SOURCE_DATE_EPOCH: String(about.time) },
    },
  )
  rmSync(folder, { recursive: true })
}

function control(folder: string, about: Package): string {
  const sizes = filesIn(join(folder, 'usr')).map((file) => Math.ceil(statSync(file).size / 1024))
  return `Package: rolecall
Version: ${about.version}
Architecture: ${about.architecture}
Maintainer: the authors of rolecall <${about.homepage}/issues>
Installed-Size: ${sizes.reduce((sum, size) => sum + size, 0)}
Depends: ${DEPENDS}
Recommends: ca-certificates
Section: utils
Priority: optional
Homepage: ${about.homepage}
Description: short-lived AWS credentials for shells, SDKs and commands
 ${about.description}
`
}

function md5sums(folder: string): string {
  const lines = filesIn(join(folder, 'usr')).map((file) => {
    const hash = createHash('md5').update(readFileSync(file)).digest('hex')
    return `${hash}  ${relative(folder, file)}\n`
  })
  return lines.sort().join('')
}

/** Debian's policy wants them compressed. */
function compressManPages(folder: string): void {
  for (const file of filesIn(folder)) {
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
    rmSync(file)
  }
}

/** Files, not links. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
