import { sha256 } from '../digest/sha256.js'
import { canonicalJson, isObject } from '../json.js'

/** Whose sessions of a role a revocation ends: all, those of one name, or those of one person. */
export type Reach =
  | { kind: 'role' }
  /** `userId` is `aws:userid` of such a session: `AROA…:alice`. */
  | { kind: 'session'; name: string; userId: string }
  | { kind: 'person'; sourceIdentity: string }

/** A statement of a policy, as IAM returns it. */
export type Statement = Readonly<Record<string, unknown>>

/** A policy document, of which rolecall changes the statements only. */
export interface PolicyDocument {
  Version?: string
  Statement: readonly Statement[]
  /** `Id`, and whatever else its author wrote. */
  [other: string]: unknown
}

/** The console's name, so that both replace the same policy (docs/contracts.md §8). */
const ROLE_POLICY = 'AWSRevokeOlderSessions'
/** The policy with a statement for each session or person. */
const SESSIONS_POLICY = 'RolecallRevokedSessions'

/** The longest session of a role. A revocation that is older ends no session any more. */
export const MAX_ROLE_SESSION_MS = 12 * 3600_000

/** The inline policy of a role that contains a revocation. */
export function policyNameOf({ kind }: Reach): string {
  return kind === 'role' ? ROLE_POLICY : SESSIONS_POLICY
}

/** What a reach hits, for messages: `sessions named alice`. */
export function describeReach(reach: Reach): string {
  if (reach.kind === 'session') return `sessions named ${reach.name}`
  if (reach.kind === 'person') return `sessions of ${reach.sourceIdentity}`
  return 'all sessions'
}

/** A revocation for messages: `all sessions of dev in 222222222222 issued before 2026-…Z`. */
export function describeRevocation(revocation: {
  role: string
  reach: Reach
  before: string
}): string {
  const { role, reach, before } = revocation
  const [, account = '', name = ''] =
    /^[^:]*:[^:]*:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(role) ?? []
  return `${describeReach(reach)} of ${name} in ${account} issued before ${before}`
}

/**
 * The statement that denies everything to sessions issued before a time. Later ones and long-term
 * keys are not affected: their requests have a later `aws:TokenIssueTime`, or none.
 * @param before ISO 8601
 */
function revocationStatement(reach: Reach, before: string): Statement {
  return {
    ...(reach.kind === 'role' ? {} : { Sid: sidOf(reach) }),
    ...{ Effect: 'Deny', Action: ['*'], Resource: ['*'] },
    Condition: {
      ...equalsOf(reach),
      DateLessThan: { 'aws:TokenIssueTime': before },
    },
  }
}

function equalsOf(reach: Reach): object {
  if (reach.kind === 'session') return { StringEquals: { 'aws:userid': reach.userId } }
  if (reach.kind === 'person') {
    return { StringEquals: { 'aws:SourceIdentity': reach.sourceIdentity } }
  }
  return {}
}

const SID_PREFIX = 'RolecallRevoked'
/** Hex digits of a hash: a name may have characters that a Sid must not have. */
const SID_DIGITS = 20

/** IAM allows letters and digits only, and no two equal ones in a policy. */
function sidOf(reach: Exclude<Reach, { kind: 'role' }>): string {
  const text = reach.kind === 'session' ? reach.userId : reach.sourceIdentity
  const kind = reach.kind === 'session' ? 'Session' : 'Person'
  return `${SID_PREFIX}${kind}${sha256(text).slice(0, SID_DIGITS)}`
}

/** Reads a document. @returns undefined if it is none: its author wrote something else */
export function parseDocument(text: string): PolicyDocument | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const statements = [value['Statement']].flat()
  return statements.every(isObject) ? { ...value, Statement: statements } : undefined
}

/**
 * The time of the revocation with this reach that a statement contains, by any author. The
 * console and others write `"*"` for `["*"]`, and milliseconds.
 * @returns ISO 8601; undefined if it is another statement
 */
function timeOf(statement: Statement, reach: Reach): string | undefined {
  const { Condition } = statement
  const dates = isObject(Condition) ? Condition['DateLessThan'] : undefined
  const [[key, value] = []] = isObject(dates) ? Object.entries(dates) : []
  const [before] = [value].flat()
  if (key?.toLowerCase() !== 'aws:tokenissuetime' || typeof before !== 'string') return undefined
  if (Number.isNaN(Date.parse(before))) return undefined
  const own = { ...revocationStatement(reach, before), Sid: undefined }
  return normal({ ...statement, Sid: undefined }) === normal(own) ? before : undefined
}

/** The revocation of a document that has this reach; of several the latest, which alone counts. */
export function findRevocation(
  document: Pick<PolicyDocument, 'Statement'> | undefined,
  reach: Reach,
): { statement: Statement; before: string } | undefined {
  const all = (document?.Statement ?? []).flatMap((statement) => {
    const before = timeOf(statement, reach)
    return before === undefined ? [] : [{ statement, before }]
  })
  return all.sort((a, b) => Date.parse(b.before) - Date.parse(a.before))[0]
}

/**
 * Adds a revocation to a document, in place of an older one with the same reach. Statements that
 * others wrote stay as they are. Of rolecall's own, those are dropped that end no session any more.
 * @param nowMs AWS's time, milliseconds since 1970
 */
export function withRevocation(
  document: PolicyDocument | undefined,
  reach: Reach,
  before: string,
  nowMs: number,
): PolicyDocument {
  const statement = revocationStatement(reach, before)
  if (document === undefined) return { Version: '2012-10-17', Statement: [statement] }
  const kept = document.Statement.filter(
    (each) => timeOf(each, reach) === undefined && !isOver(each, nowMs),
  )
  return { ...document, Statement: [...kept, statement] }
}

/**
 * Takes a revocation out of a document.
 * @param previous the statement that it had replaced
 * @returns undefined if no statement is left
 */
export function withoutRevocation(
  document: PolicyDocument,
  reach: Reach,
  previous: Statement | undefined,
): PolicyDocument | undefined {
  const kept = document.Statement.filter((each) => timeOf(each, reach) === undefined)
  const statements = previous === undefined ? kept : [...kept, previous]
  return statements.length === 0 ? undefined : { ...document, Statement: statements }
}

/** Statements that rolecall did not write. */
export function foreignStatements(
  document: PolicyDocument | undefined,
  reach: Reach,
): readonly Statement[] {
  return (document?.Statement ?? []).filter(
    (each) => timeOf(each, reach) === undefined && !isOwn(each),
  )
}

/** Whether two statements, documents or lists of them say the same. */
export const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

const isOwn = ({ Sid }: Statement): boolean => typeof Sid === 'string' && Sid.startsWith(SID_PREFIX)

function isOver(statement: Statement, nowMs: number): boolean {
  const { Condition, Effect } = statement
  const dates = isObject(Condition) ? Condition['DateLessThan'] : undefined
  const before = isObject(dates) ? dates['aws:TokenIssueTime'] : undefined
  if (!isOwn(statement) || Effect !== 'Deny' || typeof before !== 'string') return false
  return Date.parse(before) < nowMs - MAX_ROLE_SESSION_MS
}

/** JSON in which a list of one equals its member, times have no form, and keys no case. */
function normal(value: unknown): string {
  const simple = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.length === 1 ? simple(part[0]) : part.map(simple)
    if (!isObject(part)) return part
    return Object.fromEntries(
      Object.entries(part).map(([key, each]) => [key.toLowerCase(), simple(each)]),
    )
  }
  return canonicalJson(simple(value))
}
