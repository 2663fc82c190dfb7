import { RolecallError } from '../../core/errors.js'
import { forgetSignIns } from '../../session/sign-in-secrets.js'
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
  const signIns = all ? await forgetSignIns(await cache.secrets(), deps.host) : 0
  deps.say(
    `forgot ${counted(gone.length, 'session')}${signIns ? ` and ${counted(signIns, 'sign-in')}` : ''}`,
  )
  return 0
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
