import { existsSync } from 'node:fs'
import { arch, release, type } from 'node:os'

/** The parts of the machine that a bug report needs; nothing that identifies it. */
export interface Machine {
  node: string
  system: string
  isContainer: boolean
  isWsl: boolean
}

/** The version of Node that runs, `20.20.0`. */
export function nodeVersion(): string {
  return process.versions.node
}

/** Describes the machine without its name and its user. */
export function machine(): Machine {
  const kernel = release()
  return {
    node: nodeVersion(),
    system: `${type()} ${/^\d+(\.\d+)*/.exec(kernel)?.[0] ?? ''} ${arch()}`,
    isContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
    isWsl: /microsoft/i.test(kernel),
  }
}
