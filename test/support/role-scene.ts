import { DEV, startScene, type Scene } from './scene.js'

/** The role of the profile `nomfa`, which needs no MFA. */
export const NOMFA = DEV.replace('dev', 'nomfa')

/**
 * Starts a machine whose profile `nomfa` assumes a role with the access key of the profile `keys`,
 * so that no command prompts.
 * @param more text to append to ~/.aws/config
 * @param keysOfRole lines to append to `nomfa`
 */
export async function startRoleScene(more = '', keysOfRole = ''): Promise<Scene> {
  const scene = await startScene(`[profile keys]
region = eu-west-1

[profile nomfa]
role_arn = ${NOMFA}
source_profile = keys
region = eu-west-1
${keysOfRole}
${more}`)
  const { accessKeyId, secretAccessKey } = scene.key
  const key = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  await scene.home.write('.aws/credentials', `[keys]\n${key}[base]\n${key}`)
  return scene
}
