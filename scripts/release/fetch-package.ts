import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.js'

/** A package of npm that is fetched for a release, outside `npm ci`. */
export interface PinnedPackage {
  name: string
  version: string
  /** As in package-lock.json: `sha512-…`. */
  integrity: string
}

/**
 * The unpacked package, from the registry the first time and from the cache later.
 * @param cache folder for the tarballs and what is in them
 * @throws Error if the tarball is another one than the pinned
 */
export function fetchPackage({ name, version, integrity }: PinnedPackage, cache: string): string {
  const base = `${name.replace(/^@/, '').replace('/', '-')}-${version}`
  const tarball = join(cache, `${base}.tgz`)
  const folder = join(cache, base)
  mkdirSync(cache, { recursive: true })
  if (!existsSync(tarball)) {
    runCommand('npm', ['pack', '--silent', '--pack-destination', cache, `${name}@${version}`])
  }
  const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64')
  if (`sha512-${hash}` !== integrity) {
    rmSync(tarball)
    throw new Error(`${name}@${version} is not the pinned package: it has sha512-${hash}`)
  }
  if (!existsSync(folder)) {
    const unpacking = `${folder}.new`
    rmSync(unpacking, { recursive: true, force: true })
    mkdirSync(unpacking)
    runCommand('tar', ['-xzf', tarball, '-C', unpacking, '--strip-components=1'])
    renameSync(unpacking, folder)
  }
  return folder
}
