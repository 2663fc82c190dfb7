import { refuseControlCharacters } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { signerOf } from '../../core/evidence.js'
import { RolecallError } from '../../core/errors.js'
import type { EnvironmentSource } from '../../core/source.js'

/**
 * The access key in the environment variables.
 * @returns undefined if there is none
 * @throws RolecallError 'config' if only half of it is set
 */
export function parseEnvironment(env: Env): EnvironmentSource | undefined {
  const accessKeyId = envVar(env, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = envVar(env, 'AWS_SECRET_ACCESS_KEY')
  if (!accessKeyId && !secretAccessKey) return undefined
  if (!accessKeyId || !secretAccessKey) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    const [present, missing] = accessKeyId ? names : names.reverse()
    throw new RolecallError('config', `the environment has ${present} but no ${missing}`)
  }
  refuseControlCharacters(accessKeyId, 'AWS_ACCESS_KEY_ID')
  const sessionToken = envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN')
  const token = sessionToken === undefined ? {} : { sessionToken }
  const signer = signerOf({ accessKeyId, secretAccessKey, ...token })
  return { kind: 'environment', ...signer, temporary: sessionToken !== undefined }
}
