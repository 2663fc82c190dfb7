import type {} from './host.js'

/** What Node's `process` has of the user and the environment. */

// This runs before any other module.
const host = globalThis.__host

export const environment = (): typeof host.env => host.env

export const getuid = (): number => host.uid
