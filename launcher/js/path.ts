import type * as Node from 'node:path'

/** Node's `path`, cut to what the fast path uses of it, for the systems with `/`. */

/** Removes `.`, `..` and doubled slashes, as Node's `normalize` does. */
function normalize(path: string): string {
  if (path === '') return '.'
  const absolute = path.startsWith('/')
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.length > 0 && names.at(-1) !== '..') names.pop()
    else if (!absolute) names.push(name)
  }
  const trailing = path.endsWith('/')
  const rest = names.join('/')
  if (absolute) return rest === '' ? '/' : `/${rest}${trailing ? '/' : ''}`
  if (rest === '') return trailing ? './' : '.'
  return `${rest}${trailing ? '/' : ''}`
}

export const isAbsolute = (path: string): boolean => path.startsWith('/')

export const join = (...parts: string[]): string => normalize(parts.filter(Boolean).join('/'))

/** Leaves a doubled slash before the last name as it is, as Node does. */
export function dirname(path: string): string {
  const slash = path.replace(/\/+$/, '').lastIndexOf('/')
  if (slash > 0) return slash === 1 && path.startsWith('/') ? '//' : path.slice(0, slash)
  return path.startsWith('/') ? '/' : '.'
}

export function basename(path: string): string {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** @param parts the last absolute one counts, and what follows; else the working directory */
export function resolve(...parts: string[]): string {
  const from = parts.findLastIndex(isAbsolute)
  const path = from < 0 ? [process.cwd(), ...parts] : parts.slice(from)
  const whole = normalize(path.filter(Boolean).join('/'))
  return whole.length > 1 ? whole.replace(/\/$/, '') : whole
}

export const parse = (path: string): Pick<Node.ParsedPath, 'root'> => ({
  root: isAbsolute(path) ? '/' : '',
})

export const sep = '/'
export const delimiter = ':'
export const posix = { isAbsolute }
/** Never used on the systems that this launcher is built for. */
export const win32 = { isAbsolute: () => false }

;({ isAbsolute, join, dirname, basename, resolve }) satisfies Partial<typeof Node>
