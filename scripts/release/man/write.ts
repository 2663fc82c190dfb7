import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import manifest from '../../../package.json' with { type: 'json' }
import { sourceDay } from '../source-date.js'
import { manPages } from './pages.js'

/** Writes `man/` again, from an empty folder. @param root of the repository */
export function writeManPages(root: string): void {
  const { version, description } = manifest
  const configuration = readFileSync(join(root, 'docs/configuration.md'), 'utf8')
  const pages = manPages({ version, description, day: sourceDay(root) }, configuration)
  rmSync(join(root, 'man'), { recursive: true, force: true })
  for (const { path, roff } of pages) {
    const file = join(root, 'man', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, roff)
  }
}
