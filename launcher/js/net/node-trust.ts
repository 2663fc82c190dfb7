import type { Network } from '../../../src/net/network.js'
import { runCaptured } from '../../../src/system/process/run-captured.js'
import { host } from '../host.js'
import { load } from './trust.js'

/** The program's Node prints its own list, so that the launcher needs no copy that grows old. */
const LIST = ['-p', 'tls.rootCertificates.join("\\n")']

/** Node takes 40 ms. */
const TIMEOUT_MS = 5000

let isLoaded = false

/**
 * Trusts Node's own authorities too, from now on, as the program does. Used after a command of the
 * user, when it is too late to leave the rest to the program.
 * @returns false if there is nothing more to trust
 */
export async function trustAsNode(network: Network): Promise<boolean> {
  const node = host.node()
  if (isLoaded || network.ca !== undefined || node === undefined) return false
  isLoaded = true
  const { env } = network
  const listed = await runCaptured(node, LIST, { env, timeoutMs: TIMEOUT_MS }).catch(
    () => undefined,
  )
  if (listed?.status !== 0) return false
  host.trace("trusts Node's list")
  load(network, listed.stdout)
  return true
}
