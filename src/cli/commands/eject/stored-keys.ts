import type { EditedProfiles } from '../../../aws-files/adopt/edit-profiles.js'
import { parseAwsFiles } from '../../../aws-files/aws-files.js'
import { shellWord } from '../../../core/shell-word.js'
import { keyEntry } from '../../../secrets/keys.js'
import { storeNoun } from '../../../store/store.js'
import type { CommandContext } from '../../context.js'

/**
 * What becomes of the stored keys of ejected profiles. `eject` neither removes a key, whose secret
 * may exist nowhere else, nor writes it into a file unasked: so it says where each key is, and how
 * to get it out.
 */
export function storedKeyNotes(
  { changed, texts }: Pick<EditedProfiles, 'changed' | 'texts'>,
  { files, host }: CommandContext,
): string[] {
  const entries = changed.flatMap((profile) => keyEntry(profile, host) ?? [])
  const [first, ...others] = entries
  if (!first) return []
  const { config, credentials } = files()
  const after = parseAwsFiles(
    { ...config, text: texts.config },
    { ...credentials, text: texts.credentials },
  )
  const stays = entries.map(({ profile, accessKeyId, store }) => {
    const isServed = after.profile(profile)?.has('credential_process')
    const sdks = isServed ? 'SDKs run the other tool again' : 'SDKs have no credentials for it'
    return `the key ${accessKeyId} of ${profile} stays in ${storeNoun(store)}: rolecall still uses it, ${sdks}`
  })
  const name = others.length > 0 ? 'NAME' : shellWord(first.profile)
  return [
    ...stays,
    `to use ${others.length > 0 ? 'one' : 'it'} elsewhere: rolecall env ${name} --no-session --format ini prints it for ~/.aws/credentials, and rolecall exec ${name} --no-session -- COMMAND gives it to another tool`,
    `to remove ${others.length > 0 ? 'one' : 'it'} from there: rolecall remove ${name}`,
  ]
}
