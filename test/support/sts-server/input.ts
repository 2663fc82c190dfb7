import { StsError } from './errors.js'

/** Parameters of a request in the query protocol, by names such as `Tags.member.1.Key`. */
export type Input = ReadonlyMap<string, string>

/** Constraints of one parameter, as in the service model. */
export interface Constraint {
  required?: boolean
  /** Number of characters. */
  length?: readonly [min: number, max: number]
  /** Limits of an integer. */
  range?: readonly [min: number, max: number]
  /** Regular expression for the complete value, as in the service model. */
  pattern?: string
  /** Maximum length of a list. */
  members?: number
}

export const DURATION = 'DurationSeconds'

/** Constraints that several operations share. */
export const ROLE_ARN: Constraint = {
  required: true,
  length: [20, 2048],
  pattern:
    '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
}
export const SESSION_NAME: Constraint = { length: [2, 64], pattern: '[\\w+=,.@-]*' }
export const POLICY: Constraint = {
  length: [1, Infinity],
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
}
export const MFA: Readonly<Record<string, Constraint>> = {
  SerialNumber: { length: [9, 256], pattern: '[\\w+=/:,.@-]*' },
  TokenCode: { length: [6, 6], pattern: '[\\d]*' },
}

/** @throws StsError 'ValidationError' with all violations, as AWS lists them */
export function checkInput(input: Input, constraints: Readonly<Record<string, Constraint>>): void {
  const violations = Object.entries(constraints).flatMap(([name, constraint]) =>
    violationsOf(name, constraint, input),
  )
  if (!violations.length) return
  const count = `${violations.length} validation error${violations.length > 1 ? 's' : ''}`
  throw new StsError('ValidationError', `${count} detected: ${violations.join('; ')}`)
}

/**
 * Reads the members of a list in order.
 * @param field field to read from each member, if the members are structures
 */
export function list(input: Input, name: string, field?: string): string[] {
  const found: string[] = []
  for (let number = 1; ; number++) {
    const value = input.get(`${name}.member.${number}${field ? `.${field}` : ''}`)
    if (value === undefined) return found
    found.push(value)
  }
}

/** @returns seconds */
export function durationOf(input: Input, defaultSeconds: number): number {
  return Number(input.get(DURATION) ?? defaultSeconds)
}

function violationsOf(name: string, constraint: Constraint, input: Input): string[] {
  const path = name[0]?.toLowerCase() + name.slice(1)
  const violation = (value: string, rule: string) =>
    `Value ${value} at '${path}' failed to satisfy constraint: Member must ${rule}`
  const size = Math.max(list(input, name).length, ...FIELDS.map((f) => list(input, name, f).length))
  if (constraint.members !== undefined && size > constraint.members)
    return [
      violation(
        `'[${list(input, name).join(', ')}]'`,
        `have length less than or equal to ${constraint.members}`,
      ),
    ]

  const value = input.get(name)
  if (value === undefined)
    return constraint.required && !size ? [violation('null', 'not be null')] : []
  const { length: [shortest, longest] = [0, Infinity], range: [least, most] = [] } = constraint
  const number = Number(value)
  const rules: [boolean, string][] = [
    [value.length < shortest, `have length greater than or equal to ${shortest}`],
    [value.length > longest, `have length less than or equal to ${longest}`],
    [
      constraint.pattern !== undefined && !new RegExp(`^(?:${constraint.pattern})$`).test(value),
      `satisfy regular expression pattern: ${constraint.pattern}`,
    ],
    [least !== undefined && !(number >= least), `have value greater than or equal to ${least}`],
    [most !== undefined && !(number <= most), `have value less than or equal to ${most}`],
  ]
  return rules.filter(([isViolated]) => isViolated).map(([, rule]) => violation(`'${value}'`, rule))
}

/** A required field of each structure that occurs in lists. */
const FIELDS = ['arn', 'Key', 'ProviderArn']
