/** A policy of IAM, as far as the test servers evaluate it. */
export interface PolicyDocument {
  Statement: Statement | Statement[]
}

/** An element that is not listed here is an error, so that no test relies on one by mistake. */
interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  NotResource?: string | string[]
  Condition?: Record<string, Record<string, string | string[]>>
}

/** What a caller wants to do. */
export interface PolicyRequest {
  /** `s3:GetObject` */
  action: string
  /** ARN; `*` for actions without a resource. */
  resource: string
  /** Values of the condition keys, by their names in any case; dates in ISO 8601. */
  context?: Readonly<Record<string, string | undefined>>
}

/** `implicit` if no statement applies: nothing allows the request. */
export type Decision = 'allow' | 'deny' | 'implicit'

/**
 * What the policies of one kind say together: a Deny of any of them precedes every Allow (IAM User
 * Guide, "Policy evaluation logic"). A session with a session policy may do what both its role and
 * the session policy allow: two decisions.
 * @throws Error for an element or an operator that this evaluator does not know
 */
export function decide(policies: readonly PolicyDocument[], request: PolicyRequest): Decision {
  const effects = policies
    .flatMap(({ Statement: statements }) => statements)
    .filter((statement) => applies(statement, request))
    .map(({ Effect }) => Effect)
  if (effects.includes('Deny')) return 'deny'
  return effects.includes('Allow') ? 'allow' : 'implicit'
}

/** Parses the JSON text of a policy, as `Policy` and `PolicyDocument` contain it. */
export function parsePolicy(text: string): PolicyDocument {
  return JSON.parse(text) as PolicyDocument
}

const ELEMENTS = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
])

function applies(statement: Statement, request: PolicyRequest): boolean {
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element))
  if (unknown !== undefined) throw new Error(`the policy evaluator does not know ${unknown}`)
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement
  const matchesAction = (pattern: string) => matches(pattern.toLowerCase(), action)
  const matchesResource = (pattern: string) => matches(pattern, request.resource)
  const action = request.action.toLowerCase()
  return (
    (Action === undefined || listOf(Action).some(matchesAction)) &&
    (NotAction === undefined || !listOf(NotAction).some(matchesAction)) &&
    (Resource === undefined || listOf(Resource).some(matchesResource)) &&
    (NotResource === undefined || !listOf(NotResource).some(matchesResource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, listOf(values), request)),
    )
  )
}

/** Operators: the value in the request, the value in the policy. */
const OPERATORS: Readonly<Record<string, (actual: string, expected: string) => boolean>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringLike: (actual, expected) => matches(expected, actual),
  ArnEquals: (actual, expected) => matches(expected, actual),
  ArnLike: (actual, expected) => matches(expected, actual),
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  DateLessThan: (actual, expected) => Date.parse(actual) < Date.parse(expected),
  DateGreaterThan: (actual, expected) => Date.parse(actual) > Date.parse(expected),
}

/**
 * Whether a condition holds. A key that the request lacks fails it, unless the operator is negated
 * or ends in `IfExists`.
 */
function holds(name: string, key: string, expected: string[], request: PolicyRequest): boolean {
  const actual = Object.entries(request.context ?? {}).find(
    ([known]) => known.toLowerCase() === key.toLowerCase(),
  )?.[1]
  const base = name.replace(/IfExists$/, '')
  const isNegated = base.includes('Not')
  const operator = OPERATORS[base.replace('Not', '')]
  if (!operator) throw new Error(`the policy evaluator does not know ${name}`)
  if (actual === undefined) return isNegated || base !== name
  return isNegated !== expected.some((value) => operator(actual, value))
}

/** `*` is any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
}

function listOf(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value
}
