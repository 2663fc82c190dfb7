import { RolecallError } from '../../../core/errors.js'
import { flagOf, isList, type Member } from '../../../sts/api/members.js'
import { readText } from '../../../system/files/read-file.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { CommandContext } from '../../context.js'

/** More than any input of STS is long. */
const MOST_BYTES = 1024 * 1024

/**
 * What a word behind a flag stands for: as in the AWS CLI the contents of `file://PATH`, `-` for stdin where the flag takes one
 * text, `env:NAME` for a secret; or itself.
 * @throws RolecallError that names the flag, never the value
 */
export async function valueOf(
  word: string,
  member: Member,
  context: CommandContext,
): Promise<string> {
  const text = await textOf(word, member, context)
  // A file ends with a newline, a token does not.
  return member.kind === 'secret' ? text.trim() : text
}

/** Whether a secret stands where every program of this machine can read it. */
export function isExposed(word: string, { kind }: Member): boolean {
  return kind === 'secret' && word !== '-' && !/^(fileb?:\/\/|env:)/.test(word)
}

async function textOf(
  word: string,
  member: Member,
  { host, notify }: CommandContext,
): Promise<string> {
  const [, path] = /^fileb?:\/\/(.*)$/s.exec(word) ?? []
  if (path !== undefined) return readText(path.replace(/^~(?=\/|$)/, host.paths.home))
  if (word === '-' && !isList(member)) {
    return readStdin(host, MOST_BYTES, `the value of ${flagOf(member)}`, notify)
  }
  const [, name] = (member.kind === 'secret' && /^env:(.*)$/.exec(word)) || []
  if (name === undefined) return word
  const value = host.env[name]
  if (value) return value
  throw new RolecallError('usage', `${flagOf(member)} names a variable that is not set: ${name}`)
}
