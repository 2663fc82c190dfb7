import { isoSeconds } from '../../../core/credentials.js'
import { RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import { shellWord } from '../../../core/shell-word.js'
import {
  describeReach,
  findRevocation,
  foreignStatements,
  policyNameOf,
  withRevocation,
  type Reach,
} from '../../../core/policy/revocation.js'
import type { RoleCall } from '../../../iam/role-policies.js'
import {
  readRevocation,
  removeRevocation,
  saveRevocation,
  type Revocation,
} from '../../../secrets/revocations.js'
import { sleep } from '../../../system/time.js'
import type { CommandContext } from '../../context.js'
import { parseBefore } from './before.js'
import { askUser, shownChange } from './consent.js'
import {
  currentPolicy,
  editPolicy,
  keepChange,
  withRoleLock,
  type CurrentPolicy,
  type PolicyChange,
} from './edit-policy.js'
import { chainedProfiles, forgetSessions } from './forget-sessions.js'
import type { RoleTarget } from './role-target.js'

/** The issue time of a session has whole seconds: a revocation begins with the next one. */
const SECOND_MS = 1000

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
}

/** Ends sessions of a role that were issued before a time: now, or `--before`. */
export async function revokeSessions(
  role: RoleTarget,
  reach: Reach,
  call: RoleCall,
  options: RevokeOptions,
  context: CommandContext,
): Promise<void> {
  const { host, notify, print, busy } = context
  const name = policyNameOf(reach)
  const shown = await busy(currentPolicy(call, name))
  const plan = planned(shown, reach, options)
  if (plan === undefined) {
    const found = findRevocation(shown.document, reach)
    notify(`nothing to do: ${name} revokes sessions before ${found?.before ?? ''} already`)
    await forgetSessions(role, reach, Date.parse(found?.before ?? ''), context)
    return
  }
  if (options.preview === 'document') return print(`${jsonText(plan.document, 2)}\n`)
  explain(role, reach, plan.before, shown, context)
  const text = shownChange(shown.document, plan.document, name)
  if (options.preview === 'all') return print(text)
  host.streams.stderr.write(text)
  const hits = `${describeReach(reach)} of ${role.roleName} in ${role.account}, issued before ${plan.before}`
  if (!options.yes) {
    await askUser(`Revoke ${hits}?`, { what: `end ${hits}`, again: options.again }, context)
  }
  const written = await withRoleLock(role, context, () =>
    writeRevocation(role, reach, call, options, context),
  )
  const { before, change } = written
  notify(`revoked ${describeReach(reach)} of ${role.roleName}, issued before ${before}`)
  await forgetSessions(role, reach, Date.parse(before), context)
  sayWhatGoesOn(role, reach, options.undo, context)
  // A session of the same second would be revoked as well: the next command must not get one.
  await busy(sleep(SECOND_MS))
  await withRoleLock(role, context, () => busy(keepChange(call, change)))
}

/** Writes the policy and the record. @returns the time of the revocation, ISO 8601 */
async function writeRevocation(
  role: RoleTarget,
  reach: Reach,
  call: RoleCall,
  options: RevokeOptions,
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
function planned(
  { document, servedAt }: CurrentPolicy,
  reach: Reach,
  options: Pick<RevokeOptions, 'before'>,
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
    throw new RolecallError('usage', `--before is in the future: AWS has ${isoSeconds(servedAt)}`, {
      hint: 'it would end sessions that do not exist yet: leave it out to end all that exist',
    })
  }
  return isoSeconds(time)
}

function explain(
  { roleName, account }: RoleTarget,
  reach: Reach,
  before: string,
  { document }: CurrentPolicy,
  { notify }: CommandContext,
): void {
  const name = policyNameOf(reach)
  const foreign = foreignStatements(document, reach).length
  notify(
    `the inline policy ${name} of ${roleName} in ${account} ends ${describeReach(reach)} that were issued before ${before}, on every machine`,
  )
  if (foreign > 0) notify(`${name} was written by hand: what it says is kept`)
}

function sayWhatGoesOn(
  role: RoleTarget,
  reach: Reach,
  undo: string,
  context: CommandContext,
): void {
  const { notify } = context
  notify('it may take a few minutes until every region of AWS refuses them')
  const chained = chainedProfiles(role, context)
  const commands = chained.map((name) => `rolecall revoke ${shellWord(name)}`).join(', ')
  const person =
    reach.kind === 'person' ? ` --source-identity ${shellWord(reach.sourceIdentity)}` : ''
  notify(
    `what goes on: new sessions of all who may assume the role, sessions of other roles that were assumed with a revoked one${chained.length > 0 ? ` (${commands}${person})` : ''}, long-term access keys, and what resource policies give to others or a service still does`,
  )
  notify(`to take it back: ${undo}`)
}
