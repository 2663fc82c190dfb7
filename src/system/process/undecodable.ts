import { readFileSync } from 'node:fs'
import type { Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import { printable } from '../../core/printable.js'

/** Node puts it in place of each byte that is not UTF-8. */
const REPLACEMENT = '\ufffd'

/**
 * Rejects words and variables that Node cannot pass on, because it replaced their bytes when it
 * decoded them. A file of that name would be another file.
 * @param words the end of the command line
 * @param env of the child
 * @throws RolecallError 'failed'
 */
export function rejectUndecodable(words: readonly string[], env: Env): void {
  const word = words.findIndex((each) => each.includes(REPLACEMENT))
  const name = Object.keys(env).find((key) => `${key}=${env[key] ?? ''}`.includes(REPLACEMENT))
  if (word < 0 && name === undefined) return
  if (word >= 0 && hasInvalidBytes('/proc/self/cmdline', words.length)) {
    throw new RolecallError(
      'failed',
      `word ${word + 1} of the command is not valid UTF-8: ${printable(words[word] ?? '')}`,
      { hint: 'put the command into a script, and run that: rolecall exec PROFILE -- ./script.sh' },
    )
  }
  if (name !== undefined && hasInvalidBytes('/proc/self/environ', Infinity, name)) {
    throw new RolecallError(
      'failed',
      `the value of the environment variable ${printable(name)} is not valid UTF-8`,
      { hint: `leave the variable out: env -u ${printable(name)} rolecall exec …` },
    )
  }
}

/**
 * Reads the original bytes, since the replacement character itself is valid UTF-8.
 * @param last how many of the strings to check, from the end
 * @param name of the variable to check
 * @returns true also if the system does not show them
 */
function hasInvalidBytes(path: string, last: number, name?: string): boolean {
  let data: Buffer
  try {
    data = readFileSync(path)
  } catch {
    return true
  }
  const strings = splitAtZeros(data).slice(-last)
  const start = name === undefined ? '' : `${name}=`
  return strings.some((each) => !isUtf8(each) && each.toString().startsWith(start))
}

function splitAtZeros(data: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < data.length;) {
    const end = data.indexOf(0, at)
    parts.push(data.subarray(at, end < 0 ? data.length : end))
    at = end < 0 ? data.length : end + 1
  }
  return parts
}

const isUtf8 = (bytes: Buffer): boolean => Buffer.from(bytes.toString()).equals(bytes)
