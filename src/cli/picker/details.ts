import { parseRoleArn } from '../../core/arn.js'
import type { Moment } from '../../core/credentials.js'
import { humanDuration } from '../../core/duration.js'
import { isRolecallError } from '../../core/errors.js'
import type { Plan } from '../../core/plan.js'
import type { Settings } from '../../config/settings.js'
import type { SideFile } from '../../store/side-files.js'
import { asksForCode, type StepState } from '../plan-picture.js'
import { stepStates } from '../step-states.js'
import type { Row } from './row.js'

/** What rows are made from; nothing of it is asked of the network or the keychain. */
export interface Facts {
  /** @throws RolecallError */
  plan(profile: string): Plan
  sessions: readonly SideFile[]
  settings: Settings
  now: Omit<Moment, 'serverOffset'>
}

/** A row made the first time that it is shown: of 10,000 profiles a person sees some dozens. */
export function rowMaker(facts: Facts): (profile: string) => Row {
  const made = new Map<string, Row>()
  return (profile) => {
    const row = made.get(profile) ?? makeRow(profile, facts)
    made.set(profile, row)
    return row
  }
}

function makeRow(name: string, { plan: planOf, settings, sessions, now }: Facts): Row {
  try {
    const plan = planOf(name)
    const target = targetOf(plan)
    const row = {
      name,
      role: target.role,
      account: settings.accounts.get(target.account) ?? target.account,
      region: plan.region ?? '',
      state: describeState(plan, stepStates(plan, sessions, now)),
    }
    return { ...row, isProduction: isProduction(row, settings.production) }
  } catch (error) {
    if (!isRolecallError(error)) throw error
    const { message: problem } = error
    const row = { name, role: '', account: '', region: '', state: 'unusable', problem }
    return { ...row, isProduction: isProduction(row, settings.production) }
  }
}

function describeState(plan: Plan, states: readonly StepState[]): string {
  const left = states.at(-1)?.secondsLeft
  if (left !== undefined) return `${humanDuration(left)} left`
  return asksForCode(plan, states) ? 'asks for a code' : ''
}

function targetOf({ steps, source }: Plan): { role: string; account: string } {
  const step = steps.at(-1)
  if (step && 'RoleArn' in step.input) {
    const { RoleArn } = step.input
    return parseRoleArn(RoleArn) ?? { role: RoleArn, account: '' }
  }
  return source.kind === 'sso'
    ? { role: source.roleName, account: source.accountId }
    : { role: '', account: '' }
}

function isProduction({ name, role, account }: Omit<Row, 'isProduction'>, rule: RegExp): boolean {
  return [name, role, account].some((text) => rule.test(text))
}
