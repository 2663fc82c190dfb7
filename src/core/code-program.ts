/** A program that prints the code of an MFA device, as `rolecall_mfa` names it. */
export interface CodeProgram {
  preset: CodePreset
  /** What the program calls the device; undefined: its serial number. */
  item?: string
}

/** A program that rolecall can ask for MFA codes, by its name in `rolecall_mfa`. */
export type CodePreset = keyof typeof PRESETS

/**
 * The command lines of the programs, with exactly the words of their own documentation
 * (docs/contracts.md §10).
 */
const PRESETS = {
  yubikey: {
    words: (item, serial) => ['ykman', 'oath', 'accounts', 'code', '--single', item ?? serial],
    form: 'yubikey or yubikey:ACCOUNT',
    item: 'optional',
  },
  '1password': {
    words: (item = '') =>
      item.startsWith('op://') ? ['op', 'read', item] : ['op', 'item', 'get', '--otp', item],
    form: '1password:ITEM',
    item: 'required',
  },
  bitwarden: {
    words: (item = '') => ['bw', 'get', 'totp', item],
    form: 'bitwarden:ITEM',
    item: 'required',
  },
  pass: {
    words: (item = '') => ['pass', 'otp', item],
    form: 'pass:NAME',
    item: 'required',
  },
  keepassxc: {
    words: (item = '') => ['keepassxc-cli', 'show', '--totp', ...databaseAndEntry(item)],
    form: 'keepassxc:DATABASE:ENTRY',
    item: 'required',
  },
} as const satisfies Record<string, Preset>

interface Preset {
  /** The program's name, then its arguments. */
  words: (item: string | undefined, serial: string) => string[]
  /** For messages. */
  form: string
  item: 'required' | 'optional'
}

/** How each preset is written, for messages. */
export const PRESET_FORMS: readonly string[] = Object.values(PRESETS).map(({ form }) => form)

/**
 * Parses `rolecall_mfa`: the name of a preset, and after a colon what the program calls the device.
 * @returns undefined if it is neither, or if a program would take a part of it for an option
 */
export function parseCodeProgram(text: string): CodeProgram | undefined {
  const [, name = '', , item] = /^([^:]*)(:(.*))?$/s.exec(text) ?? []
  if (!Object.hasOwn(PRESETS, name)) return undefined
  const preset = name as CodePreset
  if (item === undefined) return PRESETS[preset].item === 'optional' ? { preset } : undefined
  const parts = preset === 'keepassxc' ? databaseAndEntry(item) : [item]
  const isPlain = parts.length > 0 && parts.every((part) => /^[^-]/.test(part))
  return isPlain ? { preset, item } : undefined
}

/**
 * The command line of a program that prints a code.
 * @param serial serial number of the device
 * @returns the program's name, then its arguments
 */
export function codeProgramWords({ preset, item }: CodeProgram, serial: string): string[] {
  return PRESETS[preset].words(item, serial)
}

/** Splits at the first colon that is not that of a drive of Windows. @returns [] without one */
function databaseAndEntry(text: string): string[] {
  const [, database, entry] = /^((?:[A-Za-z]:[\\/])?[^:]+):(.+)$/s.exec(text) ?? []
  return database !== undefined && entry !== undefined ? [database, entry] : []
}
