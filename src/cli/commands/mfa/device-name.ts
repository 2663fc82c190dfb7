import { RolecallError } from '../../../core/errors.js'
import { listIndexEntries } from '../../../secrets/secret-index.js'
import type { CommandContext } from '../../context.js'
import type { OwnUser } from '../../mfa/own-user.js'
import type { MfaOptions } from './subcommand.js'

/** The argument names the device or, without --profile, the profile, as in `mfa code`. */
export function wordsOf(
  word: string | undefined,
  { profile }: MfaOptions,
  { files }: CommandContext,
): { name?: string; profile?: string | undefined } {
  if (word === undefined) return { profile }
  if (profile === undefined && files().profile(word) !== undefined) return { profile: word }
  if (/^[\w+=,.@-]{1,226}$/.test(word)) return { name: word, profile }
  throw new RolecallError('usage', `${word} cannot be the name of an MFA device`, {
    hint: 'a name has letters, digits and +=,.@-_',
  })
}

/** The user's name, as many policies demand, or the name that an earlier run has begun with. */
export function deviceName(
  { profile, userName, serialOf }: OwnUser,
  devices: string[],
  context: CommandContext,
): string {
  const begun = listIndexEntries('seed', context.host.paths.state).find(
    ({ enrolling, serial }) =>
      enrolling !== undefined && enrolling === profile && serial.startsWith(serialOf('')),
  )
  if (begun) return begun.serial.split('/').at(-1) ?? userName
  for (let number = 1; ; number++) {
    const name = number === 1 ? userName : `${userName}-${number}`
    if (!devices.includes(serialOf(name))) return name
  }
}
