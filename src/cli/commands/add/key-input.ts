import { checkedKey, keyInText, type KeyPair } from '../../../aws-files/key-text.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { readNamed } from '../../../system/files/read-named.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { keyInEnvironment } from '../../keys/key-in-environment.js'
import type { addSpec } from './spec.js'

const MAX_STDIN_BYTES = 65_536

/**
 * Gets the access key from where the options say, otherwise from the user.
 * @throws RolecallError that quotes nothing of what was read
 */
export async function keyFromUser(
  profile: string,
  options: OptionsOf<typeof addSpec>,
  context: CommandContext,
): Promise<KeyPair> {
  const { csv, fromEnv = false, stdin = false } = options
  if ([csv !== undefined, fromEnv, stdin].filter(Boolean).length > 1) {
    throw new RolecallError('usage', 'two places to read the key from were given', {
      hint: 'give one of --csv, --from-env and --stdin',
    })
  }
  if (csv !== undefined) return keyInText(readNamed(csv, '--csv'), `the file ${csv}`)
  if (fromEnv) return keyInEnvironment(context.host.env)
  if (stdin) {
    if (context.host.streams.stdin.isTTY) {
      throw new RolecallError('usage', '--stdin needs a pipe or a file', {
        hint: `to type the key: rolecall add ${shellWord(profile)}`,
      })
    }
    return keyInText(
      await readStdin(context.host, MAX_STDIN_BYTES, 'the key', context.notify),
      'standard input',
    )
  }
  const { askKey } = await import('../../ui/ask-key.js')
  const typed = context.mayPrompt ? await askKey(context.host, profile) : undefined
  if (typed) return checkedKey(typed, 'the answer')
  throw new RolecallError(
    'interaction',
    `no key was given for ${profile}, and there is no terminal to prompt on`,
    {
      hint: `rolecall add ${shellWord(profile)} --stdin, --csv FILE or --from-env, or run it in a terminal`,
    },
  )
}
