import { RolecallError } from '../../../core/errors.js'
import { alignColumns } from '../../ui/table.js'

/** A list in the document: `{"items":[{"value":"a"}]}`. */
interface Items<Item = { value?: string }> {
  items?: Item[]
}

interface Condition {
  key?: string
  values?: Items
}

/** The document of DecodeAuthorizationMessage; AWS may omit any part of it. */
export interface Refusal {
  allowed?: boolean
  explicitDeny?: boolean
  matchedStatements?: Items<{
    statementId?: string
    effect?: string
    actions?: Items
    resources?: Items
    conditions?: Items<Condition>
  }>
  failures?: Items
  context?: {
    principal?: { id?: string; name?: string; arn?: string }
    action?: string
    resource?: string
    conditions?: Items<Condition>
  }
}

/** @throws RolecallError 'failed' if the text is not such a document */
export function parseRefusal(text: string): Refusal {
  try {
    const document: unknown = JSON.parse(text)
    if (document !== null && typeof document === 'object') return document
  } catch {
    // The error below.
  }
  throw new RolecallError(
    'failed',
    'the decoded message does not have the format that AWS documents',
    {
      hint: 'use --json to print it as is',
    },
  )
}

/** The document in words: the verdict first, then the principal, the action and the reason. */
export function describeRefusal(refusal: Refusal): string {
  const { matchedStatements, failures, context = {} } = refusal
  const { principal, action, resource, conditions } = context
  const facts = [
    ['who', principal?.arn ?? principal?.name],
    ['id', principal?.id],
    ['action', action],
    ['resource', resource],
    ['failures', valuesOf(failures).join(', ') || undefined],
  ].flatMap(([label = '', value]) => (value === undefined ? [] : [[label, String(value)]]))
  const statements = itemsOf(matchedStatements).map((statement) => [
    `${statement.statementId ?? '(no id)'}, ${String(statement.effect ?? '').toLowerCase()}`,
    valuesOf(statement.actions).join(' '),
    `on ${valuesOf(statement.resources).join(' ') || "the policy's resource"}`,
    conditionsOf(statement.conditions)
      .map(([key, value]) => `if ${key} ${value}`)
      .join(', '),
  ])
  return [
    `${verdict(refusal)}\n`,
    alignColumns(facts),
    section('statements that matched', statements),
    section('context of the request', conditionsOf(conditions)),
  ]
    .filter(Boolean)
    .join('\n')
}

function verdict({ allowed, explicitDeny }: Refusal): string {
  if (allowed) return 'allowed'
  return explicitDeny
    ? 'denied by a statement (explicit deny); no other policy can allow it'
    : 'denied: no statement allows it (implicit deny)'
}

function conditionsOf(conditions: Items<Condition> | undefined): string[][] {
  return itemsOf(conditions).map(({ key = '', values }) => [key, valuesOf(values).join(', ')])
}

function valuesOf(list: Items | undefined): string[] {
  return itemsOf(list).flatMap(({ value }) => (value === undefined ? [] : [String(value)]))
}

/** Checked at run time: the document is untrusted input. */
function itemsOf<Item>(list: Items<Item> | undefined): Item[] {
  return Array.isArray(list?.items) ? list.items : []
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  return `${title}\n${alignColumns(rows).replace(/^(?=.)/gm, '  ')}`
}
