import { RolecallError } from '../core/errors.js'
import { editProfile } from './edit.js'
import { findSections } from './grammar.js'
import { propertiesOf } from './properties.js'
import type { KeyPair } from './key-text.js'
import type { AwsFileKind } from './section-header.js'
import { applyEdits } from './text-edit.js'

/**
 * Takes the two lines of a profile's access key out of a file. A section of the credentials file
 * that has nothing else goes with them; the config file keeps it, for the line that runs rolecall.
 * @param key all that may be removed: another key in the same place would be lost
 * @returns the new text
 * @throws RolecallError 'config' for another key, and for one with lines indented below it
 */
export function removeKey(text: string, kind: AwsFileKind, profile: string, key: KeyPair): string {
  const sections = findSections(text, kind, 'profile', profile)
  if (sections.length === 0) return text
  const stored = new Map([
    ['aws_access_key_id', key.accessKeyId],
    ['aws_secret_access_key', key.secretAccessKey],
  ])
  const isOther = sections
    .flatMap((section) => propertiesOf(text, section))
    .some(
      (line) => stored.has(line.key) && line.value !== '' && stored.get(line.key) !== line.value,
    )
  if (isOther) {
    throw new RolecallError('config', `profile ${profile} has two access keys`, {
      hint: 'SDKs use only one of them; remove the lines of the other',
    })
  }
  const without = editProfile(text, kind, profile, {
    aws_access_key_id: undefined,
    aws_secret_access_key: undefined,
  })
  if (kind === 'config' || without === text) return without
  const empty = findSections(without, kind, 'profile', profile).filter(
    ({ body, end }) => without.slice(body, end).trim() === '',
  )
  return applyEdits(
    without,
    empty.map(({ start, end }) => ({ at: start, remove: end - start, insert: '' })),
  )
}
