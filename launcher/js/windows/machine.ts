import { once } from '../../../src/core/once.js'
import type { environment as original } from '../machine.js'
import type {} from '../host.js'

/** What Node's `process` has of the user and the environment on Windows, which ignores case. */

// This runs before any other module.
const host = globalThis.__host

export const environment: typeof original = once(() => {
  const names = new Map(Object.keys(host.env).map((name) => [name.toUpperCase(), name]))
  const nameOf = (name: string | symbol): string | symbol =>
    typeof name === 'string' ? (names.get(name.toUpperCase()) ?? name) : name
  return new Proxy(host.env, {
    get: (env, name) => Reflect.get(env, nameOf(name)) as string,
    has: (env, name) => Reflect.has(env, nameOf(name)),
    getOwnPropertyDescriptor: (env, name) => Reflect.getOwnPropertyDescriptor(env, nameOf(name)),
  })
})

/** No user has a number. */
export const getuid = undefined
