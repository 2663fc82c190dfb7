import { RolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import {
  findRevocation,
  foreignStatements,
  withoutRevocation,
} from '../../../core/policy/revocation.js'
import { describeReach, policyNameOf, type Reach } from '../../../core/policy/reach.js'
import { isSame, type PolicyDocument } from '../../../core/policy/document.js'
import type { RoleCall } from '../../../iam/role-policies.js'
import {
  isSameRole,
  readRevocation,
  removeRevocation,
  revocationsInForce,
  saveRevocation,
  type Revocation,
} from '../../../secrets/revocations.js'
import type { CommandContext } from '../../context.js'
import { askUser, shownChange } from './consent.js'
import { currentPolicy, editPolicy, withRoleLock, type PolicyChange } from './edit-policy.js'
import { recordChange, type IamCaller } from './history-facts.js'
import type { RevokeOptions } from './write-revocation.js'
import type { RoleTarget } from './role-target.js'

/** How a revocation is taken back. */
export interface UndoOptions extends Pick<RevokeOptions, 'yes' | 'preview' | 'again' | 'facts'> {
  force: boolean
}

/** Takes a revocation back, and nothing else that the policy says. */
export async function undoRevocation(
  role: RoleTarget,
  reach: Reach,
  call: RoleCall & IamCaller,
  options: UndoOptions,
  context: CommandContext,
): Promise<void> {
  const { host, notify, print, busy } = context
  const { state } = host.paths
  const name = policyNameOf(reach)
  const about = { role: role.arn, reach }
  const { document } = await busy(currentPolicy(call, name))
  const record = readRevocation(about, state)
  const found = findRevocation(document, reach)
  if (document === undefined || found === undefined) {
    const others = revocationsInForce(state, host.now().at)
      .filter((each) => isSameRole(each.role, role.arn) && !isSame(each.reach, reach))
      .map((each) => describeReach(each.reach))
    const rest = others.length > 0 ? `; this machine revoked ${others.join(', ')}` : ''
    notify(`nothing to do: ${role.roleName} has no revocation of ${describeReach(reach)}${rest}`)
    removeRevocation(about, state)
    return
  }
  if (!options.force) refuseChanged(document, reach, record, options.again, context)
  const left = record?.previous && findRevocation({ Statement: [record.previous] }, reach)?.before
  const change: PolicyChange = {
    name,
    apply: (now) => now && withoutRevocation(now, reach, record?.previous),
    isDone: (now) => findRevocation(now, reach)?.before === left,
  }
  const after = change.apply(document)
  if (options.preview === 'document') {
    return print(after === undefined ? '' : `${jsonText(after, 2)}\n`)
  }
  const shown = shownChange(document, after, name)
  const what = after === undefined ? `delete the policy ${name}` : `change the policy ${name}`
  notify(
    `rolecall revoke --undo would ${what} of ${role.roleName}: unexpired sessions issued before ${found.before} become valid again`,
  )
  if (options.preview === 'all') return print(shown)
  host.streams.stderr.write(shown)
  if (!options.yes) {
    const question = `Undo the revocation of ${describeReach(reach)} of ${role.roleName} in ${role.account}?`
    await askUser(question, { what, again: options.again }, context)
  }
  await withRoleLock(role, context, async () => {
    const now = (await busy(currentPolicy(call, name))).document
    if (!options.force && now) refuseChanged(now, reach, record, options.again, context)
    const written = await busy(editPolicy(call, change, now))
    const operation = written === undefined ? 'DeleteRolePolicy' : 'PutRolePolicy'
    const facts = { ...options.facts, before: found.before }
    recordChange('restored', operation, facts, call, context)
    removeRevocation(about, state)
    if (record?.replaced) saveRevocation(record.replaced, state)
  })
  notify(`undid the revocation of ${describeReach(reach)} of ${role.roleName}`)
  if (left !== undefined) notify(`an earlier one is in force again: sessions before ${left}`)
}

/** @throws RolecallError 'refused' if the policy is not as this machine wrote it; shows how */
function refuseChanged(
  document: PolicyDocument,
  reach: Reach,
  record: Revocation | undefined,
  again: string,
  { host }: CommandContext,
): void {
  const name = policyNameOf(reach)
  const hint = `to remove only the revocation from it anyway: ${again.replace(' --yes', '')} --force`
  if (record === undefined) {
    host.streams.stderr.write(shownChange(undefined, document, name))
    const message = `this machine has no record of the policy ${name}: it was written elsewhere`
    throw new RolecallError('refused', message, { hint })
  }
  const own = findRevocation(record.document, reach)?.statement
  const isAsWritten =
    isSame(own, findRevocation(document, reach)?.statement) &&
    isSame(foreignStatements(record.document, reach), foreignStatements(document, reach))
  if (isAsWritten) return
  host.streams.stderr.write(shownChange(record.document, document, name))
  throw new RolecallError('refused', `the policy ${name} was changed since`, { hint })
}
