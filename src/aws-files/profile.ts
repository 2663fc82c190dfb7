import { CONTROL_EXCEPT_TAB } from '../core/control-characters.js'
import { RolecallError } from '../core/errors.js'
import { callsRolecall } from './adopt/recognize-process-command.js'
import type { AwsFiles } from './aws-files.js'
import { mergeKeys, type FileValue, type Keys } from './keys.js'

/** A profile with `rolecall_` keys, includes and checks applied. */
export interface Profile {
  name: string
  /**
   * @throws RolecallError 'config' if the value contains a control character, since it could reach
   * a terminal, a shell or STS
   */
  get: (key: string) => string | undefined
  /** Path of the file that contains the key; undefined if the profile lacks it. */
  fileOf: (key: string) => string | undefined
}

/**
 * Reads one profile. A key K may be written `rolecall_K`, which SDKs ignore and which takes
 * precedence here: SDKs reject `role_arn` next to `credential_process` (docs/contracts.md §1.6).
 * Missing keys come from the profile that `include_profile` names, as in aws-vault. No profile
 * inherits from `[default]`.
 * @returns undefined if neither file has the profile
 * @throws RolecallError 'config' for a loop of includes, or an included profile that does not exist
 */
export function readProfile(files: AwsFiles, name: string): Profile | undefined {
  const own = files.profile(name)
  if (!own) return undefined
  let values = withPrefixedKeys(own)
  const path = [name]
  for (let next = values.get('include_profile')?.value; next !== undefined;) {
    const trail = [...path, next].join(' -> ')
    if (path.includes(next)) throw new RolecallError('config', `include_profile loops: ${trail}`)
    const keys = files.profile(next)
    if (!keys) throw new RolecallError('config', `an included profile does not exist: ${trail}`)
    const included = withPrefixedKeys(keys)
    values = mergeKeys(values, included)
    path.push(next)
    next = included.get('include_profile')?.value
  }
  return profileFrom(name, values)
}

/** A profile without keys, for a role that is given as an ARN instead of a profile. */
export function adHocProfile(name: string): Profile {
  return profileFrom(name, new Map())
}

/** A copy of a profile with some keys replaced; undefined removes a key. */
export function withKeys(
  profile: Profile,
  replaced: Readonly<Record<string, string | undefined>>,
): Profile {
  return {
    ...profile,
    get: (key) => (Object.hasOwn(replaced, key) ? replaced[key] : profile.get(key)),
  }
}

/** Prefix of keys that only rolecall reads. */
export const KEY_PREFIX = 'rolecall_'

function withPrefixedKeys(own: Keys): Map<string, FileValue> {
  const values = new Map<string, FileValue>()
  for (const [key, value] of own) if (!key.startsWith(KEY_PREFIX)) values.set(key, value)
  for (const [key, value] of own) {
    if (key.startsWith(KEY_PREFIX)) values.set(key.slice(KEY_PREFIX.length), value)
  }
  // Running rolecall from rolecall would never end.
  if (callsRolecall(values.get('credential_process')?.value ?? '')) {
    values.delete('credential_process')
  }
  return values
}

function profileFrom(name: string, values: ReadonlyMap<string, FileValue>): Profile {
  return {
    name,
    get(key) {
      const value = values.get(key)?.value
      if (value === undefined) return undefined
      const line = onOneLine(key, value, name)
      refuseControlCharacters(line, `${key} of profile ${name}`)
      return line
    },
    fileOf: (key) => values.get(key)?.path,
  }
}

/**
 * Joins the lines of a command by blanks: they are its words. No other key has values with several
 * lines, so that a line was indented by mistake, and SDKs would send it to AWS.
 * @throws RolecallError 'config' for several lines that are not a command
 */
function onOneLine(key: string, value: string, profile: string): string {
  if (!value.includes('\n')) return value
  if (key.endsWith('_process')) return value.replaceAll('\n', ' ')
  throw new RolecallError('config', `${key} of profile ${profile} continues on the next line`, {
    hint: 'SDKs read both lines as one value: write it on one line, or do not indent the next line',
  })
}

/**
 * @param what names the text in the message
 * @throws RolecallError 'config' for a control character other than the tab
 */
export function refuseControlCharacters(text: string, what: string): void {
  if (CONTROL_EXCEPT_TAB.test(text)) {
    const hint = 'it ends in a line break, such as the end of a line in a Windows file: remove it'
    throw new RolecallError('config', `${what} contains a control character`, {
      ...(/[\r\n]$/.test(text) ? { hint } : {}),
    })
  }
}
