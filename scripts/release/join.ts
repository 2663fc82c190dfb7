import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manifests, sha256 } from './manifests.js'

/*
 * `tsx scripts/release/join.ts BUILT RELEASE`: makes one release of those that the platforms built
 * in the folders of BUILT. The install script and SHA256SUMS then have the archives of all.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const [built = 'built', release = 'release'] = process.argv.slice(2)

/** Files that differ between the platforms. */
const PER_PLATFORM = ['THIRD-PARTY-NOTICES', 'sbom.cdx.json']

mkdirSync(release, { recursive: true })
const files = new Set<string>()
for (const platform of readdirSync(built).sort()) {
  for (const name of readdirSync(join(built, platform)).sort()) {
    if (name === 'SHA256SUMS') continue
    const copy = join(release, PER_PLATFORM.includes(name) ? `${name}.${platform}` : name)
    copyFileSync(join(built, platform, name), copy)
    files.add(copy)
  }
}
for (const { name, text } of manifests(ROOT, [...files])) {
  writeFileSync(join(release, name), text)
  files.add(join(release, name))
}
const sums = [...files].map((file) => `${sha256(file)}  ${basename(file)}\n`).sort()
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''))
