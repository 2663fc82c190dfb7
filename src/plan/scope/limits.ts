import type { ErrorCode } from '../../core/errors.js'
import type { PlanScope } from '../../core/plan.js'

/** Managed policies of AWS by our words. */
export type Managed = 'read-only' | 'view-only'

/** One limit of a session: a flag, a key of the profile, or the rule for agents. */
export interface Bound {
  managed?: Managed
  actions?: readonly string[]
  resources?: readonly string[]
  /** `--only`, `rolecall_only of profile dev`. */
  from: string
  code: ErrorCode
}

/** All limits of a session. It may do what each of them allows. */
export interface Scope extends PlanScope {
  managed: Managed | undefined
  /** Those that need an inline policy. */
  inline: readonly Bound[]
}

/** Managed policies of AWS by our words: their paths differ (IAM User Guide, job functions). */
export const MANAGED: Readonly<Record<Managed, string>> = {
  'read-only': 'ReadOnlyAccess',
  'view-only': 'job-function/ViewOnlyAccess',
}
