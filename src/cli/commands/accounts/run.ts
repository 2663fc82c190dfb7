import { assignedRoles, type AssignedRole } from '../../../aws-files/assigned-roles.js'
import { jsonText } from '../../../core/json.js'
import { counted } from '../../../core/printable.js'
import type { Run } from '../../command-types.js'
import { findAssignments } from '../../identity-center/find-assignments.js'
import { ssoPlace } from '../../identity-center/place.js'
import { idOf } from '../../../sources/sso/sign-in-id.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'
import type { accountsSpec } from './spec.js'

const COLUMNS: readonly Column[] = [
  { head: 'NAME', minWidth: 20 },
  { head: 'ACCOUNT', dropOrder: 1 },
  { head: 'ROLE', minWidth: 12, dropOrder: 2 },
  { head: 'EMAIL', minWidth: 12, dropOrder: 3 },
]

export const run: Run<typeof accountsSpec> = async ({ args: [word], options }, context) => {
  const place = ssoPlace(word, options.ssoRegion, context)
  const { refresh = false, device: useDevice } = options
  const list = await findAssignments(place, context, {
    ...{ command: 'accounts', isFresh: refresh, useDevice },
  })
  const lists = context.files().evidence.assigned()
  // Another sign-in may have an account of the same name, which then needs its number.
  const others = lists.filter((each) => (each.session ?? each.startUrl) !== idOf(place))
  const all = assignedRoles([list, ...others]).filter((each) => each.list === list)
  const shown = all.filter(
    ({ account, role }) =>
      hasPart(options.account, account.id, account.name) && hasPart(options.role, role),
  )
  if (options.json) {
    context.print(`${jsonText(shown.map(dataOf))}\n`)
    return 0
  }
  if (shown.length === 0) {
    const none = all.length === 0
    context.notify(none ? `no role is assigned to you in ${idOf(place)}` : 'no matching roles')
    return 0
  }
  const { stdout } = context.host.streams
  const style = styleFor(stdout)
  const rows = shown.map(({ name, account, role }) => [
    { text: name, style: style.bold },
    { text: account.id },
    { text: role },
    { text: account.email ?? '', style: style.dim },
  ])
  context.print(drawTable(COLUMNS, rows, stdout.isTTY ? stdout.columns : Infinity, style.dim))
  const accounts = new Set(shown.map(({ account }) => account.id)).size
  if (stdout.isTTY) {
    context.notify(
      `${counted(shown.length, 'role')} in ${counted(accounts, 'account')}, as of ${list.fetched}`,
    )
  }
  return 0
}

function dataOf({ name, account, role }: AssignedRole): object {
  const { id, name: accountName, email } = account
  return { name, account: id, accountName, email, role }
}

/** Whether one of the values contains the part, in any case. True without a part. */
function hasPart(part: string | undefined, ...values: (string | undefined)[]): boolean {
  if (part === undefined) return true
  return values.some((value) => value?.toLowerCase().includes(part.toLowerCase()))
}
