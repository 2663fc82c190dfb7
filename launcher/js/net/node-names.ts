import type { Env } from '../../../src/core/env.js'
import { utf8Text } from '../../../src/system/bytes.js'
import { runCaptured } from '../../../src/system/process/run-captured.js'
import { mustReport } from '../effects.js'
import { host, type HostResponse } from '../host.js'

/** Prints the addresses of a name, as Node's HTTP client finds them, or the code of an error. */
const LOOKUP = `const dns = require('node:dns')
dns.lookup(process.argv[1], { all: true, hints: dns.ADDRCONFIG }, (error, found) =>
  console.log(error ? error.code : found.map(({ address }) => address).join(' ')))`

const ERROR_CODE = /^[A-Z_]+$/

/**
 * Sends a request. If getent finds no address of the name, and it is too late to leave the rest to
 * the program, the program's Node is asked, which also knows why there is none.
 * @param name of the server, or of the proxy
 * @param timeoutMs milliseconds that a connection may take; in the program, so may its name
 */
export async function sendByName(
  send: () => HostResponse,
  name: string,
  env: Env,
  timeoutMs: number,
): Promise<HostResponse> {
  const answer = send()
  const node = host.node()
  if (answer.code !== 'ENOTFOUND' || !mustReport() || node === undefined) return answer
  host.trace('asks Node for a name')
  const words = ['-e', LOOKUP, name]
  const asked = await runCaptured(node, words, { env, timeoutMs }).catch(() => 'not started')
  if (asked === undefined) return { ...answer, fault: 'unconnected' }
  const found = typeof asked === 'string' ? '' : utf8Text(asked.stdout).trim()
  if (found === '') return answer
  if (ERROR_CODE.test(found)) {
    return { ...answer, code: found, message: `getaddrinfo ${found} ${name}` }
  }
  host.knowName(name, found.split(' '))
  return send()
}
