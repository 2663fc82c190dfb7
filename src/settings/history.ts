import { parse } from 'ini'
import { parseDuration } from '../core/time/duration.js'
import { RolecallError } from '../core/errors.js'

/** Whether calls are recorded, and how long a record is kept, in seconds. */
export interface HistorySetting {
  isOn: boolean
  keepSeconds: number
}

/** 400 days: a year, and time to look back at it. */
const DEFAULT_KEEP_SECONDS = 400 * 86_400

/**
 * The setting `history` alone, so that a mistake in another one does not switch it on or off.
 * @param text of the settings file, '' if it does not exist
 * @throws RolecallError 'config' for an invalid value
 */
export function parseHistory(text: string): HistorySetting {
  const parsed = parse(text)
  return historyOf(parsed['history'])
}

function historyOf(value: unknown): HistorySetting {
  if (value === undefined || value === 'on' || value === true) {
    return { isOn: true, keepSeconds: DEFAULT_KEEP_SECONDS }
  }
  if (value === 'off' || value === false) return { isOn: false, keepSeconds: DEFAULT_KEEP_SECONDS }
  const keepSeconds = typeof value === 'string' ? parseDuration(value) : undefined
  if (keepSeconds !== undefined && keepSeconds > 0) return { isOn: true, keepSeconds }
  const shown = typeof value === 'string' ? `history = ${value}` : 'history'
  throw new RolecallError('config', `${shown} is neither on nor off nor a time`, {
    hint: "correct it in rolecall's settings file, for example to history = 90d",
  })
}
