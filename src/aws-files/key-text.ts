import { RolecallError } from '../core/errors.js'
import { isNonEmptyString, isObject, parseObject } from '../core/json.js'

/** Both halves of an access key, as they were typed or found in a text. */
export interface KeyPair {
  accessKeyId: string
  secretAccessKey: string
}

/*
 * The forms in which an access key is handed around
 *
 * - The console's CSV: `Access key ID,Secret access key`, earlier with `User name`, and before that
 *   with `User name,Password,…,Console login link`. It quotes nothing, so that a comma in the
 *   password shifts the columns.
 * - The JSON of `aws iam create-access-key`.
 * - Lines with `=`, as in the credentials file, in a shell, and in root's `rootkey.csv`.
 * - The ID and the secret on a line each.
 */

/** An access key, and the user that a CSV names beside it. */
export interface UserKey extends KeyPair {
  user?: string
}

/**
 * Finds the one access key in a text.
 * @param where names the text in errors: `the file keys.csv`
 * @throws RolecallError 'config' that quotes nothing of the text
 */
export function keyInText(text: string, where: string): KeyPair {
  const found = keysFound(text, where)
  const [key] = found
  if (key && found.length === 1) return checkedKey(key, where)
  throw new RolecallError('config', `${where} has ${found.length} access keys`, {
    hint: 'keep only the first line and the line of the key that you want to add',
  })
}

/**
 * Finds the access keys in a text: a CSV may have several.
 * @returns at least one
 * @throws RolecallError 'config' that quotes nothing of the text
 */
export function keysInText(text: string, where: string): UserKey[] {
  return keysFound(text, where).map((key) => ({ ...key, ...checkedKey(key, where) }))
}

/** @returns at least one, unchecked. @throws RolecallError 'config' */
function keysFound(text: string, where: string): UserKey[] {
  const bare = text.replace(/^\uFEFF/, '').trim()
  const found = bare.startsWith('{') ? keyInJson(bare) : keysInLines(bare)
  if (found.length > 0) return found
  throw new RolecallError('config', `${where} has no access key`, {
    hint: "it must be the console's CSV, the JSON of aws iam create-access-key, or the ID and the secret on separate lines",
  })
}

/**
 * Checks both halves of an access key, as far as their form goes.
 * @throws RolecallError 'config' that quotes neither half
 */
export function checkedKey(key: KeyPair, where: string): KeyPair {
  const accessKeyId = key.accessKeyId.trim()
  const secretAccessKey = key.secretAccessKey.trim()
  if (/^ASIA[A-Z0-9]{12,}$/.test(accessKeyId)) {
    throw new RolecallError('config', `${where} has the key of a session, which expires`, {
      hint: 'give the long-term access key of an IAM user: its ID starts with AKIA',
    })
  }
  if (!ID.test(accessKeyId)) {
    const isSwapped = ID.test(secretAccessKey)
    const what = isSwapped ? 'has the secret where the ID should be' : 'has no valid access key ID'
    throw new RolecallError('config', `${where} ${what}`, {
      hint: 'an access key ID has 16 to 128 capital letters and digits, and starts with AKIA',
    })
  }
  if (!/^[\x21-\x7E]{16,256}$/.test(secretAccessKey)) {
    throw new RolecallError('config', `${where} has no valid secret access key`, {
      hint: 'a secret access key has 40 characters, without spaces',
    })
  }
  return { accessKeyId, secretAccessKey }
}

const ID = /^[A-Z0-9]{16,128}$/

function keyInJson(text: string): UserKey[] {
  const outer = parseObject(text)
  const inner = isObject(outer?.['AccessKey']) ? outer['AccessKey'] : outer
  const { AccessKeyId, SecretAccessKey, UserName } = inner ?? {}
  if (!isNonEmptyString(AccessKeyId) || !isNonEmptyString(SecretAccessKey)) return []
  return [{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, ...userOf(UserName) }]
}

const userOf = (name: unknown): { user?: string } => (isNonEmptyString(name) ? { user: name } : {})

function keysInLines(text: string): UserKey[] {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const [head = '', ...rows] = lines
  if (/access key id/i.test(head)) return rows.map((row) => keyInRow(head, row))
  const assigned = new Map(lines.flatMap(assignment))
  const accessKeyId = assigned.get('awsaccesskeyid')
  const secretAccessKey = assigned.get('awssecretaccesskey') ?? assigned.get('awssecretkey')
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return [{ accessKeyId, secretAccessKey }]
  }
  const [id, secret] = lines
  return lines.length === 2 && id !== undefined && secret !== undefined
    ? [{ accessKeyId: id, secretAccessKey: secret }]
    : []
}

/** `export AWS_ACCESS_KEY_ID="…"`, `aws_access_key_id = …`, `AWSAccessKeyId=…` */
function assignment(line: string): [name: string, value: string][] {
  const [, name = '', value = ''] = /^(?:export\s+)?(\w+)\s*=\s*(.*)$/.exec(line) ?? []
  if (name === '') return []
  return [[name.replaceAll('_', '').toLowerCase(), value.replace(/^(["'])(.*)\1$/, '$2')]]
}

/** @returns halves that are not valid for a row without a key */
function keyInRow(head: string, row: string): UserKey {
  const names = cellsOf(head).map((name) => name.toLowerCase())
  const at = (name: string): number => names.indexOf(name)
  const quoted = cellsOf(row)
  const split = row.split(',').map((cell) => cell.trim())
  const cells = quoted.length === names.length ? quoted : split
  const user = userOf(cells[at('user name')])
  const [id, secret] = [cells[at('access key id')], cells[at('secret access key')]]
  if (cells.length === names.length && id && secret && ID.test(id)) {
    return { accessKeyId: id, secretAccessKey: secret, ...user }
  }
  // A comma in the password has shifted the columns: the secret follows the ID.
  const shifted = cells.findIndex((cell) => /^A[KS]IA[A-Z0-9]{12,}$/.test(cell))
  const [shiftedId, shiftedSecret] = cells.slice(shifted)
  return shifted !== -1 && shiftedId && shiftedSecret
    ? { accessKeyId: shiftedId, secretAccessKey: shiftedSecret, ...user }
    : { accessKeyId: '', secretAccessKey: '', ...user }
}

/** The cells of a line of CSV, which may be quoted (RFC 4180). */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim(),
  )
}
