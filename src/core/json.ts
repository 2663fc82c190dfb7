import { UNSAFE_ON_TERMINAL } from './control-characters.js'

/** Parses a JSON object. @returns undefined if the text is not JSON or not an object */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Guard for objects, excluding null and arrays. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Guard for strings that are not empty. */
export const isNonEmptyString = (value: unknown): value is string =>
  typeof value === 'string' && value !== ''

/** Guard for undefined and for strings that are not empty. */
export const isOptionalString = (value: unknown): value is string | undefined =>
  value === undefined || isNonEmptyString(value)

/** Guard for times in ISO 8601, as rolecall writes them. */
export const isTime = (value: unknown): value is string =>
  isNonEmptyString(value) && !Number.isNaN(Date.parse(value))

/**
 * JSON for output. What a terminal could obey is written as `\u…`, which every parser reads as the
 * same text.
 * @param indent blanks per level; by default the text is one line
 */
export function jsonText(value: unknown, indent?: number): string {
  return safeJson(JSON.stringify(value, undefined, indent))
}

/** The same JSON, safe on a terminal: for a document that comes as text. */
export function safeJson(text: string): string {
  return text.replace(UNSAFE_IN_JSON, escaped)
}

/** Valid JSON has C0 only as blanks between the values. */
const UNSAFE_IN_JSON = new RegExp(`(?![\\n\\r\\t])${UNSAFE_ON_TERMINAL.source}`, 'g')

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** JSON with sorted object keys and no white space: equal data gives equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isObject(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
