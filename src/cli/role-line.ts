import type { Credentials } from '../core/credentials.js'
import { humanDuration } from '../core/duration.js'
import type { Plan } from '../core/plan.js'
import { wantedBy } from '../session/wanted.js'

/**
 * What a shell is now: `dev: admin in 210987654321, 59 min left`.
 * @param now milliseconds since 1970
 */
export function roleLine(plan: Plan, { expiration }: Credentials, now: number): string {
  const left = expiration === undefined ? 0 : Date.parse(expiration) - now
  const time = left > 0 ? `, ${humanDuration(left / 1000)} left` : ''
  return `${plan.profile}: ${wantedBy(plan)}${time}`
}
