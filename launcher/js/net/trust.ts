import { envVar, type Env } from '../../../src/core/env.js'
import type { Network } from '../../../src/net/network.js'
import { systemBundle } from '../../../src/net/system-bundle.js'
import { utf8Bytes } from '../../../src/system/bytes.js'
import { readBytes } from '../../../src/system/files/read-bytes.js'
import { host } from '../host.js'
import { unsure } from '../unsure.js'

/*
 * Which servers the launcher trusts: those that the system's authorities have certified, or those
 * of the CA bundle instead. The program also trusts Node's own list, so a server that fails here is
 * left to it. Nothing has been sent by then. If it is too late for that, Node is asked for its list
 * (node-trust.ts).
 */

const MAX_BYTES = 16 * 1024 * 1024

/** The last network, because a chain of roles makes a client for each step. */
let trusted: Network['ca'] | null = null

/** Loads the authorities of a network. Costs a millisecond or two, so only before a connection. */
export function trust(network: Network): void {
  if (trusted === null || trusted !== network.ca) load(network)
}

/** @param more authorities beside those of the system, in PEM */
export function load({ env, ca }: Network, more?: Uint8Array): void {
  const extra = extraCertificates(env)
  const own = ca === undefined ? [bundleOf(env), extra, more] : [ca].flat().map(utf8Bytes)
  const texts = own.filter((text) => text !== undefined)
  const now = new Date().toISOString().replace(/\D/g, '').slice(0, 'YYYYMMDDhhmmss'.length)
  // Node warns of a fault in its file.
  if (!host.trust(texts, now) && extra !== undefined) unsure('a fault in a certificate')
  trusted = ca
}

let bundle: { bytes: Uint8Array | undefined } | undefined

/** The system's authorities. They are read once, although a command may need to know them first. */
export const bundleOf = (env: Env): Uint8Array | undefined =>
  (bundle ??= { bytes: systemBundle(env) }).bytes

/** Of the file that Node reads at its start, and of whose faults it warns. */
function extraCertificates(env: Network['env']): Uint8Array | undefined {
  const path = envVar(env, 'NODE_EXTRA_CA_CERTS')
  if (path === undefined) return undefined
  try {
    return readBytes(path, MAX_BYTES)
  } catch {
    return unsure('NODE_EXTRA_CA_CERTS cannot be read')
  }
}
