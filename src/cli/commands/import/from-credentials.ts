import { loadProfile } from '../../../aws-files/load-profile.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import { namedProfiles } from '../../parse-options.js'
import type { FoundKey, Importer } from './importer.js'
import { keyInFiles, refuseChanged, textsWithoutKey } from './key-in-files.js'

/** Keys in the AWS files, which lose them. */
export const credentialsImporter: Importer = {
  verb: 'move',

  find({ words, options }, context) {
    const files = context.files()
    const named = namedProfiles([words], options)
    const areNamed = named.length > 0
    const keyOf = (profile: string): FoundKey[] => {
      if (areNamed) loadProfile(files, profile)
      const key = keyInFiles(files, profile)
      if (typeof key !== 'string') return [{ profile, name: profile, key, place: 'its file' }]
      if (!areNamed) return []
      throw new RolecallError('config', `the key of profile ${profile} is not moved: ${key}`, {
        hint: 'rolecall keys lists the stored keys; to store another one: rolecall add NAME',
      })
    }
    const keys = [...(areNamed ? new Set(named) : files.profileNames())].flatMap((profile) => {
      try {
        return keyOf(profile)
      } catch (error) {
        if (areNamed || !isRolecallError(error)) throw error
        context.notify(`skipped ${profile}: ${error.message}`)
        return []
      }
    })
    const nothing = 'the AWS files have no long-term key that can be moved'
    return Promise.resolve({ keys, failures: [], areNamed, nothing })
  },

  change(files, { profile, key }, served) {
    refuseChanged(files, profile, key)
    return textsWithoutKey(files, served, key)
  },

  advice: () => [],
}
