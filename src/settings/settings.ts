import { parse } from 'ini'
import type { AgentMode } from '../core/agents/agent.js'
import { RolecallError } from '../core/errors.js'
import { isObject } from '../core/json.js'
import { agentModeIn } from './agents.js'

/** rolecall's own settings, from its settings file. */
export interface UserSettings {
  /** Profiles whose name, role or account it matches are marked as production. */
  production: RegExp
  /** Numbered lists and line prompts instead of full-screen ones, for screen readers. */
  plain: boolean
  /** Account names by their twelve digits. */
  accounts: ReadonlyMap<string, string>
  /** Whether sign-ins with IAM Identity Center are also written for the AWS CLI and the SDKs. */
  isSsoCacheShared: boolean
  /** The store for sessions; undefined to use the first one that works. */
  store: string | undefined
  /** What AI agents get; the fast path reads it without this parser. */
  agents: AgentMode
}

/**
 * Parses the settings file.
 * @param text '' if the file does not exist
 * @throws RolecallError 'config' for an invalid value
 */
export function parseSettings(text: string): UserSettings {
  const parsed = parse(text)
  const accounts = isObject(parsed['accounts']) ? Object.entries(parsed['accounts']) : []
  return {
    production: parsePattern(parsed['production']),
    plain: parsed['plain'] === true,
    accounts: new Map(accounts.map(([id, name]) => [id, String(name)])),
    isSsoCacheShared: parseSsoCache(parsed['sso_cache']),
    agents: parsed['agents'] === undefined ? 'off' : agentModeIn(text),
    store: typeof parsed['store'] === 'string' && parsed['store'] ? parsed['store'] : undefined,
  }
}

/**
 * Sets a value outside all sections; every other line stays unchanged.
 * @param text of the settings file
 * @param value undefined removes the setting
 * @returns the new text
 */
export function withSetting(text: string, name: string, value: string | undefined): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const firstSection = lines.findIndex((line) => /^\s*\[/.test(line))
  const end = firstSection < 0 ? lines.length : firstSection
  const top = lines.slice(0, end).filter((line) => line.split('=')[0]?.trim() !== name)
  const added = value === undefined ? [] : [`${name} = ${value}`]
  const all = [...added, ...top, ...lines.slice(end)]
  return all.map((line) => `${line}\n`).join('')
}

/** @throws RolecallError 'config' for anything but the two words */
function parseSsoCache(value: unknown): boolean {
  if (value === undefined || value === 'own' || value === 'shared') return value === 'shared'
  const shown = typeof value === 'string' ? `sso_cache = ${value}` : 'sso_cache'
  throw new RolecallError('config', `${shown} is neither own nor shared`, {
    hint: "correct it in rolecall's settings file; shared lets the AWS CLI use rolecall's sign-ins",
  })
}

function parsePattern(value: unknown): RegExp {
  const pattern = typeof value === 'string' && value !== '' ? value : 'prod'
  try {
    return new RegExp(pattern, 'iu')
  } catch (cause) {
    throw new RolecallError('config', `production = ${pattern} is not a valid regular expression`, {
      hint: "correct it in rolecall's settings file, for example to ^(prod|live)-",
      cause,
    })
  }
}
