import { refuseControlCharacters } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { RolecallError } from '../../core/errors.js'
import type { EnvironmentSource } from '../../core/source.js'

/**
 * The access key in the environment variables.
 * @returns undefined if there is none
 * @throws RolecallError 'config' if only half of it is set
 */
export function parseEnvironment(env: Env): EnvironmentSource | undefined {
  const accessKeyId = envVar(env, 'AWS_ACCESS_KEY_ID')
  const secret = envVar(env, 'AWS_SECRET_ACCESS_KEY')
  if (!accessKeyId && !secret) return undefined
  if (!accessKeyId || !secret) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    const [present, missing] = accessKeyId ? names : names.reverse()
    throw new RolecallError('config', `the environment has ${present} but no ${missing}`)
  }
  refuseControlCharacters(accessKeyId, 'AWS_ACCESS_KEY_ID')
  const temporary = envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN') !== undefined
  return { kind: 'environment', accessKeyId, temporary }
}
