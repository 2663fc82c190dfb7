import { humanDuration } from '../../core/duration.js'
import type { Run } from '../command.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profiles] = words as [string[]]
  const refresh = options['refresh'] === true ? ('all' as const) : undefined
  for (const profile of profiles.length ? profiles : [undefined]) {
    const plan = deps.plan(profile)
    const { expiration } = await deps.credentials(plan, refresh === undefined ? {} : { refresh })
    const left = expiration === undefined ? undefined : Date.parse(expiration) - deps.host.now().at
    const time = left === undefined ? 'no expiry' : `${humanDuration(left / 1000)} left`
    deps.say(`${plan.profile}: ready, ${time}`)
  }
  return 0
}
