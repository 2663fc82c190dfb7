import {
  AssumeRoleCommand,
  AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentityCommand,
  AssumeRootCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetDelegatedAccessTokenCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  GetWebIdentityTokenCommand,
} from '@aws-sdk/client-sts'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/step.js'
import type { ApiName } from './api/operation.js'
import type { StsParams } from './api/params.js'
import type { CallContext } from './context.js'
import { sendCommand } from './send.js'

const COMMANDS = {
  AssumeRole: AssumeRoleCommand,
  AssumeRoleWithSAML: AssumeRoleWithSAMLCommand,
  AssumeRoleWithWebIdentity: AssumeRoleWithWebIdentityCommand,
  AssumeRoot: AssumeRootCommand,
  DecodeAuthorizationMessage: DecodeAuthorizationMessageCommand,
  GetAccessKeyInfo: GetAccessKeyInfoCommand,
  GetCallerIdentity: GetCallerIdentityCommand,
  GetDelegatedAccessToken: GetDelegatedAccessTokenCommand,
  GetFederationToken: GetFederationTokenCommand,
  GetSessionToken: GetSessionTokenCommand,
  GetWebIdentityToken: GetWebIdentityTokenCommand,
} satisfies Record<ApiName, unknown>

/** A response of STS by the API's own names, in the API's order. */
export type StsResponse = Readonly<Record<string, unknown>>

/**
 * Calls one operation of the STS API with exactly these params, for `rolecall sts`.
 * @param signer undefined for an unsigned operation
 * @throws RolecallError 'refused' or 'failed', with an explanation
 */
export async function rawCall(
  api: ApiName,
  params: StsParams,
  target: StsTarget,
  signer: Credentials | undefined,
  context: CallContext,
): Promise<StsResponse> {
  // The params were checked against the table of operations, so this one place needs no type of
  // them.
  const Command = COMMANDS[api] as new (params: never) => GetCallerIdentityCommand
  const { output } = await sendCommand(target, signer, context, new Command(params as never))
  return Object.fromEntries(Object.entries(output).filter(([name]) => name !== '$metadata'))
}
