import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { makeDeb } from './deb.js'
import { manifests, sha256 } from './manifests.js'
import { sorted, type Component } from './notices/component.js'
import { notices } from './notices/notices.js'
import { sbom } from './notices/sbom.js'
import { REPOSITORY } from './repository.js'
import { runCommand } from './run-command.js'
import { sourceDate } from './source-date.js'
import { standaloneArchive } from './standalone-archive.js'
import { TARGETS, targetNamed } from './targets.js'

/*
 * `npm run release [-- TARGET…]`: everything that a release consists of, in release/, with an
 * archive for every platform or for those named. Two runs of one commit make the same bytes. Needs
 * cargo, GNU tar, xz, zip, dpkg-deb and pip; the network only the first time.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'release')
const given = process.argv.slice(2)
const targets = given.length > 0 ? given : Object.keys(TARGETS)
const time = sourceDate(ROOT)
const { version, description } = manifest

if (REPOSITORY.startsWith('OWNER/')) {
  process.stderr.write(
    'warning: "repository" in package.json still says OWNER: links lead nowhere\n',
  )
}
rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })

const packed = runCommand('npm', ['run', '--silent', 'launcher', '--', '--pack'], { cwd: ROOT })
const files = packed
  .trim()
  .split('\n')
  .slice(-2)
  .map((path) => {
    const copy = join(FOLDER, basename(path))
    copyFileSync(path, copy)
    return copy
  })

const components: Component[] = []
for (const target of targets) {
  const { archive, prefix, components: contained } = standaloneArchive(ROOT, target, FOLDER)
  files.push(archive)
  components.push(...contained)
  const { debian } = targetNamed(target)
  if (debian === undefined) continue
  const deb = join(FOLDER, `rolecall_${version}_${debian}.deb`)
  const homepage = `https://github.com/${REPOSITORY}`
  makeDeb(prefix, deb, { version, description, architecture: debian, homepage, time })
  files.push(deb)
}
rmSync(join(FOLDER, 'staged'), { recursive: true, force: true })

const all = sorted(components)
write('THIRD-PARTY-NOTICES', notices(all))
const nodes = targets.map((target) => targetNamed(target).node)
write('sbom.cdx.json', sbom(ROOT, all, time, nodes))
for (const { name, text } of manifests(ROOT, files)) write(name, text)

const sums = files.map((file) => `${sha256(file)}  ${basename(file)}\n`).sort()
writeFileSync(join(FOLDER, 'SHA256SUMS'), sums.join(''))
process.stdout.write(readFileSync(join(FOLDER, 'SHA256SUMS')))

function write(name: string, text: string): void {
  const file = join(FOLDER, name)
  writeFileSync(file, text)
  files.push(file)
}
