import { RolecallError } from '../../../core/errors.js'
import { flagOf, isList, type Member } from '../../../sts/api/members.js'
import { readNamed } from '../../../system/files/read-named.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { CommandContext } from '../../context.js'

/** More than the longest input of STS. */
const MAX_VALUE_BYTES = 1024 * 1024

/**
 * The value that a word after a flag points to. As in the AWS CLI, that is the content of
 * `file://PATH`; also `-` for stdin unless the flag takes a list, and `env:NAME` for a secret.
 * @returns the word itself if it points to nothing
 * @throws RolecallError 'usage' that names the flag, never the value
 */
export async function resolveValue(
  word: string,
  member: Member,
  context: CommandContext,
): Promise<string> {
  const text = await readValue(word, member, context)
  // A file ends with a newline, a token does not.
  return member.kind === 'secret' ? text.trim() : text
}

/** Whether the word is a secret itself, which every program on this machine can read. */
export function isExposedSecret(word: string, { kind }: Member): boolean {
  return kind === 'secret' && word !== '-' && !/^(fileb?:\/\/|env:)/.test(word)
}

async function readValue(
  word: string,
  member: Member,
  { host, notify }: CommandContext,
): Promise<string> {
  const [, path] = /^fileb?:\/\/(.*)$/s.exec(word) ?? []
  if (path !== undefined) return readNamed(path, flagOf(member))
  if (word === '-' && !isList(member)) {
    return readStdin(host, MAX_VALUE_BYTES, `the value of ${flagOf(member)}`, notify)
  }
  const [, name] = (member.kind === 'secret' && /^env:(.*)$/.exec(word)) || []
  if (name === undefined) return word
  const value = host.env[name]
  if (value) return value
  throw new RolecallError('usage', `${flagOf(member)} names a variable that is not set: ${name}`)
}
