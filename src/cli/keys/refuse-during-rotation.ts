import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import { keyEntry } from '../../secrets/keys.js'
import { rotationOf } from '../../secrets/rotations.js'
import type { CommandContext } from '../context.js'

/**
 * Refuses to touch a key whose rotation was interrupted: its journal may have the only copy of a
 * secret.
 * @throws RolecallError 'config'
 */
export function refuseDuringRotation(profile: string, { host }: CommandContext): void {
  const entry = keyEntry(profile, host)
  const rotation = entry && rotationOf(entry.accessKeyId, host)
  if (!rotation) return
  const what = `the rotation of ${rotation.replaces} of ${profile} is not finished`
  throw new RolecallError('config', what, {
    hint: `finish it: rolecall rotate ${shellWord(profile)}; or forget its keys: rolecall remove ${shellWord(profile)}`,
  })
}
