import { refuseControlCharacters } from '../../aws-files/profile.js'
import { envVar, type Env } from '../../core/env.js'
import { signerOf } from '../../core/state/evidence.js'
import { RolecallError } from '../../core/errors.js'
import type { EnvironmentSource } from '../../core/source/keys.js'

/**
 * The access key in the environment variables.
 * @returns undefined if there is none, or only half of it ({@link halfKeyOfEnvironment})
 */
export function parseEnvironment(env: Env): EnvironmentSource | undefined {
  const accessKeyId = envVar(env, 'AWS_ACCESS_KEY_ID')
  const secretAccessKey = envVar(env, 'AWS_SECRET_ACCESS_KEY')
  if (!accessKeyId || !secretAccessKey) return undefined
  refuseControlCharacters(accessKeyId, 'AWS_ACCESS_KEY_ID')
  const sessionToken = envVar(env, 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN')
  const token = sessionToken === undefined ? {} : { sessionToken }
  const signer = signerOf({ accessKeyId, secretAccessKey, ...token })
  return { kind: 'environment', ...signer, temporary: sessionToken !== undefined }
}

/**
 * What is wrong with an access key of which only half is set. It is a note if another source is
 * complete, and an error if none is.
 * @returns undefined if both halves are set, or none
 */
export function halfKeyOfEnvironment(env: Env): string | undefined {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const [present, ...others] = names.filter((name) => envVar(env, name))
  if (present === undefined || others.length > 0) return undefined
  return `the environment has ${present} but no ${names.find((name) => name !== present)}`
}

/** The error if half an access key is all that the environment has. */
export function halfKeyOfEnvironmentError(env: Env): RolecallError | undefined {
  const half = halfKeyOfEnvironment(env)
  if (half === undefined) return undefined
  return new RolecallError('config', half, {
    hint: 'an access key needs both an ID and a secret: set the other variable, or unset this one',
  })
}
