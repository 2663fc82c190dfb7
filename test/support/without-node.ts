import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Node, and what starts it. */
const NODE = ['node', 'nodejs', 'npm', 'npx', 'corepack']

/**
 * Fills a folder with links to every program of PATH but Node.
 * @returns the folder, as a PATH
 */
export function pathWithoutNode(folder: string): string {
  mkdirSync(folder)
  const linked = new Set(NODE)
  for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of namesIn(place)) {
      if (!linked.has(name)) symlinkSync(join(place, name), join(folder, name))
      linked.add(name)
    }
  }
  return folder
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
