import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { ROOT } from './built-graph.js'

export const cacheOf = (home: { path: string }): string => join(home.path, '.cache', 'rolecall')

/** Every file below a folder, with the change time and size by which a rewrite is seen. */
export function filesIn(folder: string): { path: string; written: number; size: number }[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, written: statSync(path).mtimeMs, size: statSync(path).size }))
}

/** Replaces the code in a module's cache file, as an attacker who knows the format would. */
export function plant(path: string): void {
  const module = join(ROOT, 'dist', 'cli', 'program.cjs')
  const source = readFileSync(module)
  const wrapped = (text: string): string =>
    `(function(exports,require,module,__filename){${text}\n})`
  const evil = 'process.stdout.write("planted\\n");process.exit(0)//'.padEnd(source.length, '-')
  const script = new Script(wrapped(evil))
  const { ino, size, mtimeMs, ctimeMs } = statSync(module)
  const stamp = `${ino} ${size} ${mtimeMs} ${ctimeMs}`.padEnd(128)
  const content = [Buffer.from(stamp + wrapped(source.toString())), script.createCachedData()]
  writeFileSync(path, Buffer.concat([...content, ...content]))
}
