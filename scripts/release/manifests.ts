import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { DOWNLOADS, REPOSITORY } from './repository.js'

/** In hexadecimal. @param file path */
export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/**
 * The install script and the manifests of package managers: the files in templates/, in which
 * `@NAME@` stands for a value, and `@SHA256:FILE@` for the checksum of a file of the release.
 * @param files paths of the files that the release has so far; a manifest that names another one is
 *   left out
 * @throws Error for a placeholder without a value
 */
export function manifests(
  root: string,
  files: readonly string[],
): { name: string; text: string }[] {
  const { version, description, license } = manifest
  const values: Record<string, string> = {
    VERSION: version,
    DESCRIPTION: description,
    LICENSE: license,
    REPOSITORY,
    OWNER: REPOSITORY.split('/')[0] ?? '',
    DOWNLOADS,
    // Every archive, in the form of sha256sum.
    SUMS: files
      .filter((file) => file.endsWith('.tar.xz'))
      .map((file) => `${sha256(file)}  ${basename(file)}`)
      .join('\n'),
  }
  for (const file of files) values[`SHA256:${generic(basename(file), version)}`] = sha256(file)
  const folder = join(root, 'scripts/release/templates')
  return readdirSync(folder).flatMap((name) => {
    const template = readFileSync(join(folder, name), 'utf8')
    const keys = [...template.matchAll(PLACEHOLDER)].map(([, key = '']) => key)
    const missing = keys.filter((key) => values[key] === undefined)
    if (missing.some((key) => !key.startsWith('SHA256:'))) {
      throw new Error(`${name}: no value for ${missing.join(', ')}`)
    }
    // Its package manager is for a platform that this release has no file for.
    if (missing.length > 0) return []
    return { name, text: template.replace(PLACEHOLDER, (_, key: string) => values[key] ?? '') }
  })
}

const PLACEHOLDER = /@([A-Z0-9]+(?::[\w.-]+)?)@/g

/** `rolecall-1.2.3.tgz` as templates name it, `rolecall.tgz`. */
function generic(name: string, version: string): string {
  return name.replace(new RegExp(`[-_]${version.replaceAll('.', '\\.')}`), '')
}
