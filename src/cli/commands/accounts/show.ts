import { assignedRoles, type AssignedRole } from '../../../aws-files/assigned-roles.js'
import type { Assignments } from '../../../core/state/assignments.js'
import { jsonText } from '../../../core/json.js'
import { counted } from '../../../core/printable.js'
import type { SsoPlace } from '../../../sources/sso/place.js'
import { idOf } from '../../../sources/sso/sign-in-id.js'
import type { CommandContext } from '../../context.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'

const COLUMNS: readonly Column[] = [
  { head: 'NAME', minWidth: 20 },
  { head: 'ACCOUNT', dropOrder: 1 },
  { head: 'ROLE', minWidth: 12, dropOrder: 2 },
  { head: 'EMAIL', minWidth: 12, dropOrder: 3 },
]

/** Which roles are shown, and how: options of the command. */
export interface Shown {
  account?: string | undefined
  role?: string | undefined
  json?: boolean | undefined
}

/** Prints the roles of a list. It needs no network, so that the fast path can do it. */
export function showAccounts(
  list: Assignments,
  place: SsoPlace,
  options: Shown,
  context: Pick<CommandContext, 'host' | 'files' | 'print' | 'notify'>,
): void {
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
    return
  }
  if (shown.length === 0) {
    const none = all.length === 0
    context.notify(none ? `no role is assigned to you in ${idOf(place)}` : 'no matching roles')
    return
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
