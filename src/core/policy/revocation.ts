import { sha256 } from '../digest/sha256.js'
import { isObject } from '../json.js'
import { type Statement, type PolicyDocument, normal } from './document.js'
import type { Reach } from './reach.js'

/** The longest session of a role. A revocation that is older ends no session any more. */
export const MAX_ROLE_SESSION_MS = 12 * 3600_000

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

const isOwn = ({ Sid }: Statement): boolean => typeof Sid === 'string' && Sid.startsWith(SID_PREFIX)

function isOver(statement: Statement, nowMs: number): boolean {
  const { Condition, Effect } = statement
  const dates = isObject(Condition) ? Condition['DateLessThan'] : undefined
  const before = isObject(dates) ? dates['aws:TokenIssueTime'] : undefined
  if (!isOwn(statement) || Effect !== 'Deny' || typeof before !== 'string') return false
  return Date.parse(before) < nowMs - MAX_ROLE_SESSION_MS
}
