import { parse } from 'ini'
import { RolecallError } from '../core/errors.js'

/** rolecall's own settings, as its settings file says them. */
export interface UserSettings {
  /** Profiles in whose name, role or account it finds something are marked as production. */
  production: RegExp
  /** Numbered lists and line prompts instead of full-screen ones, for screen readers. */
  plain: boolean
  /** Names of accounts by their twelve digits. */
  accounts: ReadonlyMap<string, string>
  /** Where sessions are kept, in place of what works. */
  store: string | undefined
}

/**
 * @param text of the settings file; '' where there is none
 * @throws RolecallError 'config' for a value that means nothing
 */
export function parseSettings(text: string): UserSettings {
  const said = parse(text)
  const accounts = isSection(said['accounts']) ? Object.entries(said['accounts']) : []
  return {
    production: expression(said['production']),
    plain: said['plain'] === true,
    accounts: new Map(accounts.map(([id, name]) => [id, String(name)])),
    store: typeof said['store'] === 'string' && said['store'] ? said['store'] : undefined,
  }
}

/**
 * Sets a value that stands outside all sections; every other line stays as it is.
 * @param text of the settings file
 * @param value undefined takes the setting out
 * @returns the new text
 */
export function withSetting(text: string, name: string, value: string | undefined): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const firstSection = lines.findIndex((line) => /^\s*\[/.test(line))
  const end = firstSection < 0 ? lines.length : firstSection
  const top = lines.slice(0, end).filter((line) => line.split('=')[0]?.trim() !== name)
  const said = value === undefined ? [] : [`${name} = ${value}`]
  const all = [...said, ...top, ...lines.slice(end)]
  return all.map((line) => `${line}\n`).join('')
}

function expression(value: unknown): RegExp {
  const text = typeof value === 'string' && value !== '' ? value : 'prod'
  try {
    return new RegExp(text, 'iu')
  } catch (cause) {
    throw new RolecallError('config', `no regular expression: production = ${text}`, {
      hint: 'correct it in the settings file of rolecall, for example to ^(prod|live)-',
      cause,
    })
  }
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
