import { type AboutChange, recordChange, type IamCaller } from './history-facts.js'
import { isoSeconds } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import { findRevocation, withRevocation } from '../../../core/policy/revocation.js'
import { policyNameOf, type Reach } from '../../../core/policy/reach.js'
import type { RoleCall } from '../../../iam/role-policies.js'
import {
  readRevocation,
  removeRevocation,
  saveRevocation,
  type Revocation,
} from '../../../secrets/revocations.js'
import type { CommandContext } from '../../context.js'
import { parseBefore } from './before.js'
import { currentPolicy, editPolicy, type CurrentPolicy, type PolicyChange } from './edit-policy.js'
import type { RoleTarget } from './role-target.js'

/** How a revocation is made. */
export interface RevokeOptions {
  /** `--before`. */
  before: string | undefined
  yes: boolean
  /** What is written instead of a policy: everything, or the document alone. */
  preview: 'all' | 'document' | undefined
  /** The command that does the same without a prompt. */
  again: string
  /** The command that takes it back. */
  undo: string
  /** For the history. */
  facts: AboutChange
}

/** The issue time of a session has whole seconds: a revocation begins with the next one. */
export const SECOND_MS = 1000

/** Writes the policy and the record. @returns the time of the revocation, ISO 8601 */
export async function writeRevocation(
  role: RoleTarget,
  reach: Reach,
  call: RoleCall & IamCaller,
  options: Pick<RevokeOptions, 'before' | 'facts' | 'undo'>,
  context: CommandContext,
): Promise<{ before: string; change: PolicyChange }> {
  const { state } = context.host.paths
  const name = policyNameOf(reach)
  const current = await context.busy(currentPolicy(call, name))
  // A later time than the shown one: what was issued while the user read is hit as well.
  const now = planned(current, reach, options)
  const found = findRevocation(current.document, reach)
  const before = now?.before ?? found?.before ?? ''
  const change: PolicyChange = {
    name,
    apply: (document) => withRevocation(document, reach, before, current.servedAt),
    isDone: (document) =>
      Date.parse(findRevocation(document, reach)?.before ?? '') >= Date.parse(before),
  }
  // Another process was faster, and its revocation reaches as far.
  if (now === undefined) return { before, change }
  const last = readRevocation({ role: role.arn, reach }, state)
  // A record without its statement is of a run that was killed.
  const replaced = found && last?.before === found.before ? last : undefined
  const about = {
    ...{ role: role.arn, reach, before },
    ...(found ? { previous: found.statement } : {}),
    ...(replaced ? { replaced } : {}),
  }
  // Before the policy: what is revoked must not be cached, even if this process is killed now.
  record({ ...about, document: now.document }, context)
  try {
    const document = await context.busy(editPolicy(call, change, current.document))
    const { facts, undo } = options
    recordChange('revoked', 'PutRolePolicy', { ...facts, before, undo }, call, context)
    if (document) record({ ...about, document }, context)
  } catch (error) {
    if (last) record(last, context)
    else removeRevocation(about, state)
    throw error
  }
  return { before, change }
}

/** A disk that is full must not keep sessions alive. */
function record(revocation: Revocation, { host, notify }: CommandContext): void {
  try {
    saveRevocation(revocation, host.paths.state)
  } catch {
    notify('this machine cannot record the revocation: --undo will need --force')
  }
}

/** @returns undefined if IAM has a revocation that reaches as far */
export function planned(
  { document, servedAt }: CurrentPolicy,
  reach: Reach,
  options: { before: string | undefined },
) {
  const before = timeBefore(options.before, servedAt)
  const found = findRevocation(document, reach)
  if (found && Date.parse(found.before) >= Date.parse(before)) return undefined
  return { before, document: withRevocation(document, reach, before, servedAt) }
}

/**
 * The time of a revocation by AWS's clock: this machine's may be wrong, and a time in the future
 * would end sessions that do not exist yet.
 * @throws RolecallError 'usage'
 */
function timeBefore(flag: string | undefined, servedAt: number): string {
  const next = Math.floor(servedAt / SECOND_MS) * SECOND_MS + SECOND_MS
  if (flag === undefined) return isoSeconds(next)
  const time = parseBefore(flag, servedAt)
  if (time > next) {
    throw new RolecallError(
      'usage',
      `--before is in the future: AWS's clock shows ${isoSeconds(servedAt)}`,
      {
        hint: 'omit it to revoke all existing sessions',
      },
    )
  }
  return isoSeconds(time)
}
