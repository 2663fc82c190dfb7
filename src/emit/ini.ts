import { cannotCarry, variablesOf, type Emission } from './variables.js'

/** Names that every SDK of today reads as the header of a section (contracts §3.1 and §3.3); the ARN of a role has colons. */
const PORTABLE_NAME = /^[\w.@%+:/-]+$/

/** Parsers disagree on white space, on comments behind it, and on quotes around a value (contracts §3.1, §3.2). */
const AMBIGUOUS = /\s|^[#;"']/

/** The keys of a credentials file by the variables that mean the same, in the order of writing. */
const KEYS = {
  AWS_ACCESS_KEY_ID: 'aws_access_key_id',
  AWS_SECRET_ACCESS_KEY: 'aws_secret_access_key',
  AWS_SESSION_TOKEN: 'aws_session_token',
  AWS_ACCOUNT_ID: 'aws_account_id',
  AWS_REGION: 'region',
} as const

/**
 * A section of a credentials file.
 * @throws RolecallError 'failed' for a name or a value that not every SDK would read as it is written
 */
export function iniSection(emission: Emission): string {
  if (!PORTABLE_NAME.test(emission.profile)) {
    throw cannotCarry('the profile name', 'a character that not every SDK reads', 'ini')
  }
  // JavaScript's SDK looks sections up in a plain object, and finds `valueOf` there already.
  if (emission.profile in Object.prototype) {
    throw cannotCarry('the profile name', "a meaning to JavaScript's SDK", 'ini')
  }
  const values = new Map(variablesOf(emission).map(({ name, value }) => [name, value]))
  const lines = Object.entries(KEYS).flatMap(([name, key]) => {
    const value = values.get(name)
    if (value === undefined) return []
    if (AMBIGUOUS.test(value)) throw cannotCarry(name, 'a space, or a quote in front', 'ini')
    return [`${key} = ${value}\n`]
  })
  return `[${emission.profile}]\n${lines.join('')}`
}
