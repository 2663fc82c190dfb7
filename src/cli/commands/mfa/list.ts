import { isRolecallError } from '../../../core/errors.js'
import { jsonText } from '../../../core/json.js'
import type { Plan } from '../../../core/plan.js'
import { listIndexEntries, type IndexEntry } from '../../../secrets/secret-index.js'
import { codeSupplier } from '../../carry-out/cache-state.js'
import type { CommandContext } from '../../context.js'
import { serialOfPlan } from '../../mfa/named-device.js'
import { styleFor } from '../../ui/style.js'
import { drawTable, type Column } from '../../ui/table.js'
import type { RunMfa } from './subcommand.js'

const COLUMNS: readonly Column[] = [
  { head: 'DEVICE', minWidth: 20 },
  { head: 'PROFILES', minWidth: 10 },
  { head: 'CODES FROM' },
  { head: 'STORE', dropOrder: 1 },
]

const ONLINE: Column = { head: 'IN IAM' }

interface Row {
  serial: string
  profiles: string[]
  /** `prompt`, `the stored seed`, or a program. */
  codesFrom: string
  store?: string
  added?: string
  enrolling?: string
  /** Whether IAM lists it for the user; undefined if IAM was not asked. */
  exists?: boolean
}

/** Lists the devices of the profiles and those with a stored seed. Only `--online` calls AWS. */
export const run: RunMfa = async (_, options, context) => {
  const local = rowsFrom(context)
  const rows = options.online ? await withThoseOfUser(local, options.profile, context) : local
  if (options.json) {
    context.print(`${jsonText(rows)}\n`)
  } else if (rows.length === 0) {
    context.notify('no profile names an MFA device; to enrol one: rolecall mfa add')
  } else {
    const { stdout } = context.host.streams
    const cells = rows.map(({ serial, profiles, codesFrom, store = '', exists }) =>
      [
        serial,
        profiles.join(', '),
        codesFrom,
        store,
        ...(exists === undefined ? [] : [exists ? 'yes' : 'no']),
      ].map((text) => ({ text })),
    )
    const width = stdout.isTTY ? stdout.columns : Infinity
    const columns = options.online ? [...COLUMNS, ONLINE] : COLUMNS
    context.print(drawTable(columns, cells, width, styleFor(stdout).dim))
  }
  return 0
}

/** Adds what IAM knows: devices that no profile names, and which of the others it lists. */
async function withThoseOfUser(
  rows: readonly Row[],
  profile: string | undefined,
  context: CommandContext,
): Promise<Row[]> {
  const { ownUser } = await import('../../mfa/own-user.js')
  const user = await ownUser(context.planFor({ profile, ownUse: true }), context)
  const serials = await user.devices()
  const others = serials.filter((serial) => !rows.some((row) => row.serial === serial))
  return [
    ...rows.map((row) => ({ ...row, exists: serials.includes(row.serial) })),
    ...others.map((serial) => ({
      ...{ serial, profiles: [], exists: true },
      codesFrom: serial.includes(':u2f/') ? 'a security key' : 'prompt',
    })),
  ]
}

function rowsFrom(context: CommandContext): Row[] {
  const seeds = listIndexEntries('seed', context.host.paths.state)
  const users = new Map<string, Plan[]>(seeds.map(({ serial }) => [serial, []]))
  for (const name of context.files().profileNames()) {
    const plan = planOf(name, context)
    const serial = plan && serialOfPlan(plan, context)
    if (plan && serial !== undefined) users.set(serial, [...(users.get(serial) ?? []), plan])
  }
  return [...users].map(([serial, plans]) => {
    const seed = seeds.find((each) => each.serial === serial)
    return { serial, profiles: plans.map(({ profile }) => profile), ...codesOf(plans, seed) }
  })
}

function codesOf(plans: readonly Plan[], seed: IndexEntry<'seed'> | undefined) {
  if (seed?.enrolling !== undefined) {
    return { codesFrom: 'not enabled yet', enrolling: seed.enrolling }
  }
  const suppliers = plans.map((plan) => codeSupplier(plan, seed !== undefined) ?? 'prompt')
  const codesFrom = [...new Set(suppliers)].join(', ') || 'the stored seed'
  return { codesFrom, ...(seed ? { store: seed.store, added: seed.added } : {}) }
}

function planOf(profile: string, context: CommandContext): Plan | undefined {
  try {
    return context.planFor({ profile, ownUse: true })
  } catch (error) {
    if (isRolecallError(error)) return undefined
    throw error
  }
}
