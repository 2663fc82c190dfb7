import { RolecallError } from '../../core/errors.js'

/** One `key=value` and what follows it: a comma, or the end. Quoted values may hold commas, bare ones hold them as `\,`. */
const PAIR =
  /\s*([\w.#/:-]+)\s*=\s*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|((?:\\,|[^,"'])*))\s*(?:,|$)/y

/**
 * The AWS CLI's shorthand for a structure of texts: `Key=team,Value="a,b"`.
 * @param from the flag, for the error
 * @throws RolecallError 'usage'
 */
export function parseShorthand(text: string, from: string): Record<string, string> {
  const structure: Record<string, string> = {}
  PAIR.lastIndex = 0
  do {
    const [, key, single, double, bare = ''] = PAIR.exec(text) ?? []
    if (key === undefined || Object.hasOwn(structure, key)) throw notUnderstood(from)
    structure[key] =
      single?.replace(/\\(['\\])/g, '$1') ??
      double?.replace(/\\(["\\])/g, '$1') ??
      bare.replaceAll('\\,', ',').trimEnd()
  } while (PAIR.lastIndex < text.length)
  return structure
}

/**
 * A value that is written as JSON, as the AWS CLI tells it: by its first character.
 * @returns undefined for anything else
 * @throws RolecallError 'usage' where it begins like JSON and is none
 */
export function parseJson(text: string, from: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RolecallError('usage', `${from} is not JSON`, { cause })
  }
}

/** The text itself stays out of the message: a context assertion is a secret. */
export function notUnderstood(from: string): RolecallError {
  return new RolecallError('usage', `${from} does not understand its value`, {
    hint: 'write name=value,name=value with each name once, values with a comma in quotes; or JSON',
  })
}
