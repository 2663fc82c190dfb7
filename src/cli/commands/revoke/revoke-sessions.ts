import { jsonText } from '../../../core/json.js'
import { shellWord } from '../../../core/shell-word.js'
import { findRevocation, foreignStatements } from '../../../core/policy/revocation.js'
import { describeReach, policyNameOf, type Reach } from '../../../core/policy/reach.js'
import type { RoleCall } from '../../../iam/role-policies.js'
import { sleep } from '../../../system/time.js'
import type { CommandContext } from '../../context.js'
import { askUser, shownChange } from './consent.js'
import { currentPolicy, keepChange, withRoleLock, type CurrentPolicy } from './edit-policy.js'
import { chainedProfiles, forgetSessions } from './forget-sessions.js'
import type { IamCaller } from './history-facts.js'
import type { RoleTarget } from './role-target.js'
import { SECOND_MS, writeRevocation, planned, type RevokeOptions } from './write-revocation.js'

/** Ends sessions of a role that were issued before a time: now, or `--before`. */
export async function revokeSessions(
  role: RoleTarget,
  reach: Reach,
  call: RoleCall & IamCaller,
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
  if (foreign > 0) notify(`${name} was written by hand: its statements are kept`)
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
    `this does not stop: new sessions, which anyone who can assume the role can get; sessions of other roles that a revoked session assumed${chained.length > 0 ? ` (${commands}${person})` : ''}; long-term access keys; access through resource policies; AWS services with the role`,
  )
  notify(`to undo this: ${undo}`)
}
