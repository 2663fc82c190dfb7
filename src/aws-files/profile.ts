import { RolecallError } from '../core/errors.js'
import type { AwsFiles, Keys, Value } from './aws-files.js'
import { callsRolecall } from './adopt/credential-process.js'

/** A profile as rolecall understands it: overlay, includes and checks applied. */
export interface Profile {
  name: string
  /**
   * @throws RolecallError where the value holds a control character: it would reach a terminal, a
   * shell or STS
   */
  get(key: string): string | undefined
  /** The file that the key stands in; undefined where there is no such key. */
  fileOf(key: string): string | undefined
}

/**
 * Reads one profile. Each key K may be written `rolecall_K`, which SDKs pass over and which wins
 * here: an SDK refuses `role_arn` beside `credential_process` (contracts §1.6). What the profile
 * itself does not say, the one that its `include_profile` names says, as in aws-vault; `[default]`
 * is inherited by nobody.
 * @returns undefined where neither file has such a profile
 * @throws RolecallError for a loop of includes, and for an included profile that does not exist
 */
export function readProfile(files: AwsFiles, name: string): Profile | undefined {
  const own = files.profile(name)
  if (!own) return undefined
  const values = overlaid(own)
  const path = [name]
  for (let next = values.get('include_profile')?.value; next !== undefined;) {
    const trail = [...path, next].join(' -> ')
    if (path.includes(next)) throw new RolecallError('config', `include_profile loops: ${trail}`)
    const keys = files.profile(next)
    if (!keys) throw new RolecallError('config', `an included profile does not exist: ${trail}`)
    const included = overlaid(keys)
    for (const [key, value] of included) if (!values.has(key)) values.set(key, value)
    path.push(next)
    next = included.get('include_profile')?.value
  }
  return profileFrom(name, values)
}

/** A profile that is in no file: what an ad-hoc role is assumed by. */
export function adHocProfile(name: string): Profile {
  return profileFrom(name, new Map())
}

/** The same profile with some keys replaced, or, by undefined, taken away. */
export function withKeys(
  profile: Profile,
  replaced: Readonly<Record<string, string | undefined>>,
): Profile {
  return {
    ...profile,
    get: (key) => (Object.hasOwn(replaced, key) ? replaced[key] : profile.get(key)),
  }
}

/** Of the spelling of a key that SDKs pass over. */
export const PREFIX = 'rolecall_'

function overlaid(own: Keys): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const [key, value] of own) if (!key.startsWith(PREFIX)) values.set(key, value)
  for (const [key, value] of own) {
    if (key.startsWith(PREFIX)) values.set(key.slice(PREFIX.length), value)
  }
  // A helper that asked itself would never answer.
  if (callsRolecall(values.get('credential_process')?.value ?? '')) {
    values.delete('credential_process')
  }
  return values
}

function profileFrom(name: string, values: ReadonlyMap<string, Value>): Profile {
  return {
    name,
    get(key) {
      const value = values.get(key)?.value
      if (value !== undefined) refuseControlCharacters(value, `${key} of profile ${name}`)
      return value
    },
    fileOf: (key) => values.get(key)?.path,
  }
}

// eslint-disable-next-line no-control-regex -- control characters are exactly what this is about
const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/

/** A tab is left alone: it parts the words of a command. */
export function refuseControlCharacters(text: string, what: string): void {
  if (CONTROL.test(text)) {
    throw new RolecallError('config', `${what} holds a control character`)
  }
}
