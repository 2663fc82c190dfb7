import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { makeDeb } from './deb.js'
import { manifests, sha256 } from './manifests.js'
import { allComponents } from './notices/all.js'
import { notices } from './notices/notices.js'
import { sbom } from './notices/sbom.js'
import { REPOSITORY } from './repository.js'
import { runCommand } from './run-command.js'
import { sourceDate } from './source-date.js'
import { launcherFor, standaloneArchive } from './standalone-archive.js'
import { targetNamed } from './targets.js'

/*
 * `npm run release`: everything that a release consists of, in release/. Two runs of one commit
 * make the same bytes. Needs cargo, GNU tar, xz and dpkg-deb; the network only the first time.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = join(ROOT, 'release')
const target = `${process.platform}-${process.arch}`
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

const { archive, prefix } = standaloneArchive(ROOT, target, launcherFor(ROOT, target), FOLDER)
files.push(archive)

const { debian } = targetNamed(target)
if (debian !== undefined) {
  const deb = join(FOLDER, `rolecall_${version}_${debian}.deb`)
  const homepage = `https://github.com/${REPOSITORY}`
  makeDeb(prefix, deb, { version, description, architecture: debian, homepage, time })
  files.push(deb)
}
rmSync(join(FOLDER, 'staged'), { recursive: true })

const components = allComponents(ROOT)
write('THIRD-PARTY-NOTICES', notices(components))
write('sbom.cdx.json', sbom(ROOT, components, time))
for (const { name, text } of manifests(ROOT, files)) write(name, text)

const sums = files.map((file) => `${sha256(file)}  ${basename(file)}\n`).sort()
writeFileSync(join(FOLDER, 'SHA256SUMS'), sums.join(''))
process.stdout.write(readFileSync(join(FOLDER, 'SHA256SUMS')))

function write(name: string, text: string): void {
  const file = join(FOLDER, name)
  writeFileSync(file, text)
  files.push(file)
}
