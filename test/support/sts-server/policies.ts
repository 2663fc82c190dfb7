import { StsError } from './errors.js'
import { list, type Input } from './input.js'
import type { Session } from './model.js'

/** Bytes of policies and tags together; AWS packs them, which nobody can recompute, so plain text is counted. */
const ALLOTTED = 2048

/** Percent of the allotted size. @throws StsError MalformedPolicyDocument, PackedPolicyTooLarge */
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
  const percent = Math.ceil((size / ALLOTTED) * 100)
  if (percent > 100)
    throw new StsError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    )
  return percent
}

/** Session tags. @throws StsError for limits of tags, duplicates, and keys that the calling session has already fixed */
export function checkTags(input: Input, caller: Session | undefined): void {
  const keys = list(input, 'Tags', 'Key')
  const values = list(input, 'Tags', 'Value')
  const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
  keys.forEach((key, index) => {
    const value = values[index] ?? ''
    const place = `tags.${index + 1}.member`
    const broken = (key.length < 1 || key.length > 128 || !allowed.test(key)) && {
      at: `${place}.key`,
      value: key,
    }
    const wrong =
      broken || ((value.length > 256 || !allowed.test(value)) && { at: `${place}.value`, value })
    if (wrong)
      throw new StsError(
        'ValidationError',
        `1 validation error detected: Value '${wrong.value}' at '${wrong.at}' failed to satisfy constraint: ` +
          'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+',
      )
  })
  const folded = keys.map((key) => key.toLowerCase())
  if (new Set(folded).size < folded.length)
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if (list(input, 'TransitiveTagKeys').some((key) => !keys.includes(key)))
    throw invalid('The specified transitive tag key must be included in the requested tags.')
  const fixed = caller?.transitiveTagKeys.map((key) => key.toLowerCase()) ?? []
  if (folded.some((key) => fixed.includes(key)))
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
