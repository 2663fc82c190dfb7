import * as tls from 'node:tls'
import type { Env } from '../core/env.js'
import type { Network } from './network.js'
import { systemBundle } from './system-bundle.js'

const UNTRUSTED =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE))$/

interface SystemTls {
  getCACertificates?: (type: 'system') => string[]
}

/** Whether a connection failed because no trusted authority issued the server's certificate. */
export function isUntrusted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNTRUSTED.test(String(error.code))
}

/**
 * The network that also trusts the system's certificate authorities, as browsers and curl do. Node
 * has its own list. Reading the system's takes 30 ms, so that callers do it only for a server that
 * Node's list does not cover.
 * @returns undefined if a CA bundle was configured, which replaces both lists, or if the system has
 * no list
 */
export function withSystemRoots(network: Network): Network | undefined {
  if (network.ca !== undefined) return undefined
  const roots = systemRoots(network.env)
  return roots.length === 0 ? undefined : { ...network, ca: [...tls.rootCertificates, ...roots] }
}

function systemRoots(env: Env): string[] {
  // Since Node 22.15; on macOS and Windows there is no other way.
  const { getCACertificates } = tls as unknown as SystemTls
  if (getCACertificates) return getCACertificates('system')
  const bundle = systemBundle(env)
  return bundle === undefined ? [] : [Buffer.from(bundle).toString('latin1')]
}
