import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from './run-command.js'
import { launcherFor, standaloneArchive } from './standalone-archive.js'

/*
 * `npm run standalone [-- TARGET…]`: rolecall for machines without Node. Prints the path of each
 * archive. Node and the addons of other platforms are fetched once, and then offline.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const OWN = `${process.platform}-${process.arch}`
const given = process.argv.slice(2)
const targets = given.length > 0 ? given : [OWN]
const folder = join(ROOT, 'release')

mkdirSync(folder, { recursive: true })
if (targets.includes(OWN)) runCommand('npm', ['run', '--silent', 'launcher'], { cwd: ROOT })
for (const target of targets) {
  const { archive } = standaloneArchive(ROOT, target, launcherFor(ROOT, target), folder)
  process.stdout.write(`${archive}\n`)
}
