import type { Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { ProcessSource } from '../../core/source.js'
import type { OpenContext } from '../open-context.js'
import { runSourceCommand } from '../run-command.js'
import { parseProcessOutput } from './parse-output.js'

/**
 * Runs another tool's `credential_process`.
 * @throws RolecallError 'config' if it prints a session although the profile declares a long-term
 * key; 'failed' for any other output that is not credentials
 */
export async function openProcess(
  { command, profile, longTerm }: ProcessSource,
  context: OpenContext,
): Promise<Credentials> {
  const output = await runSourceCommand(command, 'credential_process', context)
  const credentials = parseProcessOutput(output, profile, context.host.now().at)
  if (!longTerm || credentials.sessionToken === undefined) return credentials
  const what = `the credential_process of profile ${profile}`
  throw new RolecallError('config', `${what} returned a session instead of a long-term key`, {
    hint: `make it return the access key itself (aws-vault: --no-session), or remove rolecall_long_term_keys from ${profile}`,
  })
}
