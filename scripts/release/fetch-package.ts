import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.js'

/** A package of npm or PyPI that is fetched for a release, outside `npm ci`. */
export interface PinnedPackage {
  name: string
  version: string
  /** As in package-lock.json: `sha512-…`, or `sha256-…`. */
  integrity: string
  /** pip's name of the platform, for a wheel of PyPI; undefined for a package of npm. */
  wheel?: string
}

/**
 * The unpacked package, from the registry the first time and from the cache later.
 * @param cache folder for the tarballs and what is in them
 * @throws Error if the tarball is another one than the pinned
 */
export function fetchPackage(pinned: PinnedPackage, cache: string): string {
  const { name, version, integrity, wheel } = pinned
  const tarball = join(cache, fileName(pinned))
  const folder = tarball.replace(/\.(tgz|whl)$/, '')
  mkdirSync(cache, { recursive: true })
  if (!existsSync(tarball)) download(pinned, cache)
  const [algorithm = ''] = integrity.split('-')
  const hash = createHash(algorithm).update(readFileSync(tarball)).digest('base64')
  if (`${algorithm}-${hash}` !== integrity) {
    rmSync(tarball)
    throw new Error(`${name}@${version} is not the pinned package: it has ${algorithm}-${hash}`)
  }
  if (!existsSync(folder)) {
    const unpacking = `${folder}.new`
    rmSync(unpacking, { recursive: true, force: true })
    mkdirSync(unpacking)
    if (wheel) runCommand('unzip', ['-q', tarball, '-d', unpacking])
    else runCommand('tar', ['-xzf', tarball, '-C', unpacking, '--strip-components=1'])
    renameSync(unpacking, folder)
  }
  return folder
}

/** The name that npm or pip gives to the file. */
export function fileName({ name, version, wheel }: PinnedPackage): string {
  if (wheel) return `${name.replaceAll('-', '_')}-${version}-py2.py3-none-${wheel}.whl`
  return `${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`
}

function download({ name, version, wheel }: PinnedPackage, cache: string): void {
  if (wheel === undefined) {
    // npm's own cache may have it from another checkout.
    const options = ['--silent', '--prefer-offline', '--pack-destination', cache]
    runCommand('npm', ['pack', ...options, `${name}@${version}`])
    return
  }
  const options = ['--no-deps', '--only-binary=:all:', `--platform=${wheel}`, `--dest=${cache}`]
  runCommand('pip', ['download', '--quiet', ...options, `${name}==${version}`])
}
