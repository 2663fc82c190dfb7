import { RolecallError } from '../../core/errors.js'

/** One `key=value`, then a comma or the end. A comma in a value is quoted, or written as `\,`. */
const PAIR =
  /\s*([\w.#/:-]+)\s*=\s*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|((?:\\,|[^,"'])*))\s*(?:,|$)/y

/**
 * Parses the AWS CLI's shorthand for a structure of texts: `Key=team,Value="a,b"`.
 * @param from the flag, for the error
 * @throws RolecallError 'usage'
 */
export function parseShorthand(text: string, from: string): Record<string, string> {
  const structure: Record<string, string> = {}
  PAIR.lastIndex = 0
  do {
    const [, key, single, double, bare = ''] = PAIR.exec(text) ?? []
    if (key === undefined || Object.hasOwn(structure, key)) throw shorthandError(from)
    structure[key] =
      single?.replace(/\\(['\\])/g, '$1') ??
      double?.replace(/\\(["\\])/g, '$1') ??
      bare.replaceAll('\\,', ',').trimEnd()
  } while (PAIR.lastIndex < text.length)
  return structure
}

/**
 * Parses a value written as JSON. Like the AWS CLI, goes by its first character.
 * @returns undefined for any other value
 * @throws RolecallError 'usage' if the value begins like JSON and is not JSON
 */
export function parseJson(text: string, from: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RolecallError('usage', `${from} is not JSON`, { cause })
  }
}

/** The message does not quote the value, because a context assertion is a secret. */
export function shorthandError(from: string): RolecallError {
  return new RolecallError('usage', `the value of ${from} is not valid`, {
    hint: 'write name=value,name=value with each name once and commas in quotes, or JSON',
  })
}
