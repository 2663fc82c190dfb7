import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The real module if it is installed (NODE_PATH=…), else a small one with its API whose items end
 * with the process.
 */
const SMALL = `
const items = new Map()
const id = (service, account) => service + '/' + account
const text = (value) => {
  if (typeof value !== 'string') throw new TypeError('Password must be a string')
  // As libsecret has it.
  return value.split('\\0')[0]
}
module.exports = {
  getPassword: async (s, a) => items.get(id(s, a)) ?? null,
  setPassword: async (s, a, p) => void items.set(id(s, a), text(p)),
  deletePassword: async (s, a) => items.delete(id(s, a)),
}`

/** Makes `require('keytar')` work, as NODE_PATH does for a user who has it elsewhere. */
export function provideKeytar(): { title: string; remove(): void } {
  try {
    createRequire(import.meta.url).resolve('keytar')
    return { title: 'keytar', remove: () => undefined }
  } catch {
    const folder = mkdtempSync(join(tmpdir(), 'rolecall-keytar-'))
    mkdirSync(join(folder, 'keytar'))
    writeFileSync(join(folder, 'keytar', 'index.js'), SMALL)
    process.env['NODE_PATH'] = folder
    ;(Module as unknown as { _initPaths(): void })._initPaths()
    const remove = (): void => rmSync(folder, { recursive: true })
    return { title: 'keytar (a module of its API)', remove }
  }
}
