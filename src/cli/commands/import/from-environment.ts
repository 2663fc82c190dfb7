import { RolecallError } from '../../../core/errors.js'
import { keyInEnvironment } from '../../keys/key-in-environment.js'
import { namedProfiles } from '../../parse-options.js'
import type { Importer } from './importer.js'
import { textsServing } from './texts-serving.js'

/** The key in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. */
export const environmentImporter: Importer = {
  verb: 'copy',

  find({ words, options }, { host }) {
    const [name = options.as, second] = namedProfiles([words], options)
    if (name === undefined || second !== undefined) {
      throw new RolecallError('usage', 'name the one profile that gets the key', {
        hint: 'for example: rolecall import work --from environment',
      })
    }
    const key = { profile: name, name, key: keyInEnvironment(host.env), place: 'the environment' }
    return Promise.resolve({ keys: [key], failures: [], areNamed: true, nothing: '' })
  },

  change: (files, _, served) => textsServing(files, served),
  advice: () => [
    'the environment still has the key, which SDKs use instead of any profile: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY',
  ],
}
