import { RolecallError } from '../../core/errors.js'
import type { Run } from '../command.js'

export const run: Run = async ({ words, options }, deps) => {
  const [profiles] = words as [string[]]
  const all = options['all'] === true
  if (all === profiles.length > 0) {
    throw new RolecallError('usage', all ? '--all goes without names' : 'no session was named', {
      hint: 'name profiles, or give --all; rolecall status lists what there is',
    })
  }
  const cache = deps.cache()
  const gone = cache.list().filter(({ profile }) => all || profiles.includes(profile))
  for (const { key } of gone) await cache.remove(key)
  deps.say(gone.length === 1 ? 'forgot 1 session' : `forgot ${gone.length} sessions`)
  return 0
}
