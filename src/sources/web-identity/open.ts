import type { IdentityToken } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type {
  WebIdentityEnvSource,
  WebIdentityFileSource,
  WebIdentityProcessSource,
} from '../../core/source/tokens.js'
import { readNamed } from '../../system/files/read-named.js'
import type { OpenContext } from '../open-context.js'
import { runSourceCommand } from '../open-command.js'

/**
 * The token in the file, read now because clusters rotate it.
 * @throws RolecallError 'config' if the file cannot be read; 'failed' if it is empty
 */
export function openWebIdentityFile(
  { file, profile }: WebIdentityFileSource,
  { host }: Pick<OpenContext, 'host'>,
): IdentityToken {
  const variable = 'AWS_WEB_IDENTITY_TOKEN_FILE'
  const isOfEnvironment = host.env[variable] === file
  const from = isOfEnvironment ? variable : `web_identity_token_file of profile ${profile}`
  return toIdentityToken(readNamed(file, from), file)
}

/**
 * The token in the variable.
 * @throws RolecallError 'failed' if it is empty
 */
export function openWebIdentityEnv(
  { variable }: WebIdentityEnvSource,
  { host }: Pick<OpenContext, 'host'>,
): IdentityToken {
  return toIdentityToken(host.env[variable] ?? '', variable)
}

/**
 * The token that the command prints.
 * @throws RolecallError 'failed' if the command fails or prints nothing
 */
export async function openWebIdentityProcess(
  { command, system }: WebIdentityProcessSource,
  context: OpenContext,
): Promise<IdentityToken> {
  const key = system === undefined ? 'web_identity_token_process' : 'credential_source'
  return toIdentityToken(await runSourceCommand(command, key, context), `the output of ${key}`)
}

function toIdentityToken(text: string, origin: string): IdentityToken {
  const webIdentityToken = text.trim()
  if (webIdentityToken) return { webIdentityToken }
  throw new RolecallError('failed', `${origin} contains no web identity token`)
}
