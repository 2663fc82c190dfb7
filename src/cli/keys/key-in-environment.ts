import { checkedKey, type KeyPair } from '../../aws-files/key-text.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'

/**
 * The long-term key in the variables that every SDK reads.
 * @throws RolecallError 'config' if they have none, or a session
 */
export function keyInEnvironment(env: Env): KeyPair {
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
