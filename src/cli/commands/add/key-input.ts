import { checkedKey, keyInText, type KeyPair } from '../../../aws-files/key-text.js'
import { envVar } from '../../../core/env.js'
import { RolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { readNamed } from '../../../system/files/read-named.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import type { OptionsOf } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
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
    throw new RolecallError('usage', 'the key was to be read from two places', {
      hint: 'give one of --csv, --from-env and --stdin',
    })
  }
  if (csv !== undefined) return keyInText(readNamed(csv, '--csv'), `the file ${csv}`)
  if (fromEnv) return keyInEnvironment(context)
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
  throw new RolecallError('interaction', `no key was given for ${profile}, and none can be typed`, {
    hint: `rolecall add ${shellWord(profile)} --stdin, --csv FILE or --from-env, or run it in a terminal`,
  })
}

function keyInEnvironment({ host: { env } }: CommandContext): KeyPair {
  const accessKeyId = envVar(env, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = envVar(env, 'AWS_SECRET_ACCESS_KEY')
  if (envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN') !== undefined) {
    throw new RolecallError('config', 'the environment has a session, which expires', {
      hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a long-term key, and unset AWS_SESSION_TOKEN',
    })
  }
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return checkedKey({ accessKeyId, secretAccessKey }, 'the environment')
  }
  throw new RolecallError('config', 'the environment has no access key', {
    hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  })
}
