import type { AwsFiles } from '../../../aws-files/aws-files.js'
import type { KeyPair } from '../../../aws-files/key-text.js'
import { FILE_KINDS, type AwsFileKind } from '../../../aws-files/section-header.js'
import { RolecallError } from '../../../core/errors.js'
import { readKey } from '../../../secrets/keys.js'
import { storeNoun, type SecretStore } from '../../../store/store.js'
import { editFile } from '../../../system/files/aws/edit-file.js'
import type { CommandContext } from '../../context.js'
import { knownError } from '../../print-error.js'
import { planWithKey, type FileTexts } from '../../keys/key-plan.js'
import { storeKey } from '../../keys/store-key.js'
import type { FoundKey, Importer, ImportOptions } from './importer.js'
import { withTexts } from './key-in-files.js'
import type { Move } from './plan-moves.js'

/**
 * Stores a key and reads it back; then changes the files. At any moment the key is where it was
 * found, in the store, or in both.
 * @throws RolecallError that says where the key is now
 */
export async function moveKey(
  move: Move,
  importer: Importer,
  store: SecretStore,
  options: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { found, served } = move
  const { profile } = served
  const change = (files: AwsFiles): FileTexts => importer.change(files, found, served)
  await storeFound(move, change(context.files()), store, options, context).catch(
    rethrowWith(found.place === undefined ? 'was not stored' : `stays in ${found.place}`, profile),
  )
  if (options.keep) return
  // The config file first: until the other has lost the key, SDKs use it there.
  for (const kind of FILE_KINDS) {
    await rewrite(kind, change, context).catch(
      rethrowWith(`is stored${also(found)}; its profile was not written`, profile),
    )
  }
  const { notify } = context
  notify(
    importer.verb === 'move'
      ? `removed the key of ${profile} from the files`
      : `wrote profile ${profile}`,
  )
}

const also = ({ place }: FoundKey): string => (place === undefined ? '' : `, and still in ${place}`)

async function storeFound(
  { found: { key }, served: { profile } }: Move,
  texts: FileTexts,
  store: SecretStore,
  options: ImportOptions,
  context: CommandContext,
): Promise<void> {
  const { host, notify } = context
  const plan = planWithKey(profile, key.accessKeyId, { files: context.files(), texts }, host)
  const identity = await storeKey({ profile, key, plan, store }, options, context)
  await assertReadable(profile, key, context)
  const whose = identity ? `, a key of ${identity.arn},` : ''
  notify(`stored ${key.accessKeyId}${whose} for ${profile} in ${storeNoun(store.name)}`)
}

/** Reads a key the way that every later command does. @throws RolecallError 'keychain' */
async function assertReadable(
  profile: string,
  { accessKeyId, secretAccessKey }: KeyPair,
  { host, cache }: CommandContext,
): Promise<void> {
  const stored = await readKey(profile, { host, storeNamed: cache().storeNamed })
  if (stored?.accessKeyId === accessKeyId && stored.secretAccessKey === secretAccessKey) return
  throw new RolecallError('keychain', 'it cannot be read back', {
    hint: 'rolecall store shows which stores work here',
  })
}

/** The file is read again: another program may have changed it in the meantime. */
async function rewrite(
  kind: AwsFileKind,
  change: (files: AwsFiles) => FileTexts,
  context: CommandContext,
): Promise<void> {
  const files = context.files()
  const { config, credentials } = files
  const texts = change(files)
  if (texts[kind] === files[kind].text) return
  await editFile(files[kind].path, context.host, (text) => {
    const now = { config: config.text, credentials: credentials.text, [kind]: text }
    return change(withTexts(files, now))[kind]
  })
}

/** Says of a failure where the key is. */
const rethrowWith =
  (state: string, profile: string) =>
  (error: unknown): never => {
    const known = knownError(error)
    if (!known || known.code === 'interrupted') throw error
    const { code, message, hint, awsCode } = known
    throw new RolecallError(code, `the key of ${profile} ${state}: ${message}`, {
      ...(hint === undefined ? {} : { hint }),
      ...(awsCode === undefined ? {} : { awsCode }),
      cause: error,
    })
  }
