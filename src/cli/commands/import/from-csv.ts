import { keysInText, type UserKey } from '../../../aws-files/key-text.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { readNamed } from '../../../system/files/read-named.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { FoundKey, Importer } from './importer.js'
import { textsServing } from './texts-serving.js'

const MAX_STDIN_BYTES = 1024 * 1024

/** The keys in a file from the console, or on standard input. The last word is the file. */
export const csvImporter: Importer = {
  verb: 'copy',

  async find({ words, options }, context) {
    const path = words.at(-1)
    if (path === undefined) {
      throw new RolecallError('usage', 'the file is missing', {
        hint: 'give it after the profile: rolecall import work --from csv FILE; - reads standard input',
      })
    }
    const { profile } = options
    const names = [...words.slice(0, -1), ...(profile === undefined ? [] : [profile])]
    const isStdin = path === '-'
    const where = isStdin ? 'standard input' : `the file ${path}`
    const text = isStdin
      ? await readStdin(context.host, MAX_STDIN_BYTES, 'the CSV', context.notify)
      : readNamed(path, '--from csv')
    const rows = keysInText(text, where)
    if (isRootsFile(path, text)) refuseUnverifiedRoot(where, options)
    const place = isStdin ? undefined : where
    return {
      keys: chosenRows(rows, names, path, options.as).map((row) => ({ ...row, place })),
      failures: [],
      areNamed: names.length > 0 || rows.length === 1,
      nothing: `${where} has no access key`,
    }
  },

  change: (files, _, served) => textsServing(files, served),
  advice: ([found]) =>
    found?.place === undefined
      ? []
      : [`the file still has the secret: rm ${shellWord(found.place.slice('the file '.length))}`],
}

/**
 * One key goes to the profile that the user names, otherwise to the one of its user's name. Of
 * several, names choose the users.
 * @throws RolecallError 'usage' if a name is missing
 */
function chosenRows(
  rows: readonly UserKey[],
  names: readonly string[],
  path: string,
  as: string | undefined,
): FoundKey[] {
  const [only] = rows
  if (only && rows.length === 1 && names.length <= 1) {
    const name = names[0] ?? only.user ?? userInFileName(path) ?? as
    if (name === undefined) throw missingNameError(path)
    return [{ profile: name, name, key: only }]
  }
  const users = rows.map((row) => {
    if (row.user === undefined) throw missingNameError(path)
    return { profile: row.user, name: row.user, key: row }
  })
  const unknown = names.find((name) => !users.some((user) => user.name === name))
  if (unknown !== undefined) {
    throw new RolecallError('usage', `the file has no key of ${unknown}`, {
      hint: `it has those of ${users.map(({ name }) => name).join(', ')}`,
    })
  }
  return names.length === 0 ? users : users.filter(({ name }) => names.includes(name))
}

/** The console names the file of a new key `jane_accessKeys.csv`. */
const userInFileName = (path: string): string | undefined =>
  /(?:^|[/\\])([^/\\]+)_accessKeys[^/\\]*\.csv$/.exec(path)?.[1]

const missingNameError = (path: string): RolecallError =>
  new RolecallError('usage', 'the file does not name the user of the key', {
    hint: `name the profile that gets it: rolecall import work --from csv ${shellWord(path)}`,
  })

/** Recognised without AWS: by its name, and by the form that only root's file ever had. */
const isRootsFile = (path: string, text: string): boolean =>
  /(^|[/\\])rootkey[^/\\]*\.csv$/.test(path) || /^\s*AWSAccessKeyId\s*=/m.test(text)

/** If AWS is asked, its answer counts. @throws RolecallError 'config' */
function refuseUnverifiedRoot(
  where: string,
  { verify, root }: { verify?: boolean; root?: boolean },
): void {
  if (verify !== false || root) return
  throw new RolecallError('config', `${where} seems to have a key of the root user`, {
    hint: 'omit --no-verify, so that rolecall asks AWS for the owner; to store it anyway: --root',
  })
}
