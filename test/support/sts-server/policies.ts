import { StsError } from './errors.js'
import { list, type Input } from './input.js'
import type { Session } from './model.js'

/**
 * Maximum size of policies and tags together. AWS measures a packed format that it does not
 * document; this server counts characters.
 */
const MAX_POLICY_CHARACTERS = 2048

/**
 * @returns percentage of the maximum size; undefined without policies and tags
 * @throws StsError 'MalformedPolicyDocument' or 'PackedPolicyTooLarge'
 */
export function packedPolicySize(input: Input): number | undefined {
  const policy = input.get('Policy')
  const texts = [
    policy ?? '',
    ...list(input, 'PolicyArns', 'arn'),
    ...list(input, 'Tags', 'Key'),
    ...list(input, 'Tags', 'Value'),
  ]
  const size = texts.join('').length
  if (size === 0) return undefined
  if (policy !== undefined) checkPolicy(policy)
  const percent = Math.ceil((size / MAX_POLICY_CHARACTERS) * 100)
  if (percent > 100)
    throw new StsError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    )
  return percent
}

/**
 * Checks the session tags.
 * @throws StsError if a tag is invalid, a key is a duplicate or a transitive key of the caller
 */
export function checkTags(input: Input, caller: Session | undefined): void {
  const keys = list(input, 'Tags', 'Key')
  const values = list(input, 'Tags', 'Value')
  const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
  keys.forEach((key, index) => {
    const value = values[index] ?? ''
    const path = `tags.${index + 1}.member`
    const invalidKey = (key.length < 1 || key.length > 128 || !allowed.test(key)) && {
      at: `${path}.key`,
      value: key,
    }
    const violation =
      invalidKey || ((value.length > 256 || !allowed.test(value)) && { at: `${path}.value`, value })
    if (violation)
      throw new StsError(
        'ValidationError',
        `1 validation error detected: Value '${violation.value}' at '${violation.at}' failed to satisfy constraint: ` +
          'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+',
      )
  })
  const lowerCase = keys.map((key) => key.toLowerCase())
  if (new Set(lowerCase).size < lowerCase.length)
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if (list(input, 'TransitiveTagKeys').some((key) => !keys.includes(key)))
    throw invalid('The specified transitive tag key must be included in the requested tags.')
  const transitive = caller?.transitiveTagKeys.map((key) => key.toLowerCase()) ?? []
  if (lowerCase.some((key) => transitive.includes(key)))
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
}

function checkPolicy(policy: string): void {
  let parsed: unknown
  try {
    parsed = JSON.parse(policy)
  } catch {
    throw new StsError('MalformedPolicyDocument', 'This policy contains invalid Json')
  }
  if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed))
    throw new StsError('MalformedPolicyDocument', 'Syntax errors in policy.')
}

function invalid(message: string): StsError {
  return new StsError('InvalidParameterValue', message)
}
