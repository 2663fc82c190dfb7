import { unsupportedValueError, variablesOf, type EmitInput } from './variables.js'

/**
 * Names that every SDK reads as a section header (docs/contracts.md §3.1, §3.3). The colon is for
 * role ARNs.
 */
const PORTABLE_NAME = /^[\w.@%+:/-]+$/

/**
 * Parsers disagree on white space, on comments after it, and on quotes around a value
 * (docs/contracts.md §3.1, §3.2).
 */
const AMBIGUOUS = /\s|^[#;"']/

/** A setting may contain a space, as paths do, if no comment follows it. */
const AMBIGUOUS_SETTING = /\s[#;]|^["']/

/** Keys of a credentials file by the corresponding variables, in the order of writing. */
const KEYS = {
  AWS_ACCESS_KEY_ID: 'aws_access_key_id',
  AWS_SECRET_ACCESS_KEY: 'aws_secret_access_key',
  AWS_SESSION_TOKEN: 'aws_session_token',
  AWS_ACCOUNT_ID: 'aws_account_id',
  AWS_REGION: 'region',
} as const

/**
 * A section of a credentials file.
 * @throws RolecallError 'failed' for a name or a value that some SDK would read differently
 */
export function iniSection(input: EmitInput): string {
  if (!PORTABLE_NAME.test(input.profile)) {
    throw unsupportedValueError('the profile name', 'a character that not every SDK reads', 'ini')
  }
  // The JavaScript SDK looks sections up in a plain object, where `valueOf` exists already.
  if (input.profile in Object.prototype) {
    throw unsupportedValueError(
      'the profile name',
      'a special meaning in the JavaScript SDK',
      'ini',
    )
  }
  const values = new Map(variablesOf(input).map(({ name, value }) => [name, value]))
  const lines = Object.entries(KEYS).flatMap(([name, key]) => {
    const value = values.get(name)
    if (value === undefined) return []
    if (AMBIGUOUS.test(value))
      throw unsupportedValueError(name, 'a space or a leading quote', 'ini')
    return [`${key} = ${value}\n`]
  })
  const { expiration } = input.credentials
  const expiry = expiration === undefined ? '' : `# expires at ${expiration}\n`
  return `[${input.profile}]\n${expiry}${lines.join('')}${settingLines(input)}`
}

/** The settings by the keys of a profile; the section that `services` names is in the config. */
function settingLines({ settings = [] }: EmitInput): string {
  const lines = settings.map(({ key, profileValue, value }) => {
    if (AMBIGUOUS_SETTING.test(profileValue ?? value)) {
      throw unsupportedValueError(key, 'a quote or the start of a comment', 'ini')
    }
    return `${key} = ${profileValue ?? value}\n`
  })
  return [...new Set(lines)].join('')
}
