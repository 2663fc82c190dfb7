import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { standaloneArchive } from './standalone-archive.js'

/*
 * `npm run standalone [-- TARGET…]`: rolecall for machines without Node. Prints the path of each
 * archive. Node and the addons of other platforms are fetched once, and then offline.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const given = process.argv.slice(2)
const targets = given.length > 0 ? given : [`${process.platform}-${process.arch}`]
const folder = join(ROOT, 'release')

mkdirSync(folder, { recursive: true })
for (const target of targets) {
  process.stdout.write(`${standaloneArchive(ROOT, target, folder).archive}\n`)
}
