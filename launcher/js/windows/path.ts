import type * as Node from 'node:path'
import { unsure } from '../unsure.js'

/*
 * Node's `path`, cut to what the fast path uses of it, on Windows: for paths on a drive and for
 * relative ones. Network shares, devices, and paths that depend on the working folder of a drive
 * are left to the program.
 */

const SEPARATOR = /[\\/]/

/** `C:\` of `C:\x`; '' for a relative path. */
function rootOf(path: string): string {
  const [, drive, root] = /^(?:([A-Za-z]:)([\\/])?|[\\/])/.exec(path) ?? []
  if (drive !== undefined && root !== undefined) return `${drive}\\`
  if (drive !== undefined || SEPARATOR.test(path.charAt(0))) unsure('a path without a drive')
  return ''
}

/** What follows the root. */
function afterRoot(path: string, root: string): string {
  const rest = path.slice(root.length)
  // Node treats such names in a way of its own.
  return rest.includes(':') ? unsure('a colon in a path') : rest
}

/** Removes `.`, `..` and doubled separators, as Node's `normalize` does. */
function normalize(path: string): string {
  if (path === '') return '.'
  const root = rootOf(path)
  const names: string[] = []
  for (const name of afterRoot(path, root).split(SEPARATOR)) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.length > 0 && names.at(-1) !== '..') names.pop()
    else if (root === '') names.push(name)
  }
  const end = SEPARATOR.test(path.slice(-1)) ? '\\' : ''
  const rest = names.join('\\')
  if (rest === '') return root === '' ? `.${end}` : root
  return `${root}${rest}${end}`
}

/** Also of a path without a drive. */
export const isAbsolute = (path: string): boolean => /^([A-Za-z]:)?[\\/]/.test(path)

export const join = (...parts: string[]): string => normalize(parts.filter(Boolean).join('\\'))

export function dirname(path: string): string {
  const root = rootOf(path)
  const trimmed = afterRoot(path, root).replace(/[\\/]+$/, '')
  const last = trimmed.search(/[\\/][^\\/]*$/)
  return last < 0 ? path.slice(0, root.length) || '.' : path.slice(0, root.length + last)
}

export const basename = (path: string): string =>
  afterRoot(path, rootOf(path))
    .replace(/[\\/]+$/, '')
    .split(SEPARATOR)
    .at(-1) ?? ''

/** @param parts the last absolute one counts, and what follows; else the working directory */
export function resolve(...parts: string[]): string {
  const from = parts.findLastIndex(isAbsolute)
  const path = from < 0 ? [process.cwd(), ...parts] : parts.slice(from)
  const whole = normalize(path.filter(Boolean).join('\\'))
  return whole.length > 3 ? whole.replace(/\\$/, '') : whole
}

export const parse = (path: string): Pick<Node.ParsedPath, 'root'> => ({
  root: path.slice(0, rootOf(path).length),
})

export const sep = '\\'
export const delimiter = ';'
export const win32 = { isAbsolute }
/** Never used on Windows. */
export const posix = { isAbsolute: () => false }

;({ isAbsolute, join, dirname, basename, resolve }) satisfies Partial<typeof Node>
