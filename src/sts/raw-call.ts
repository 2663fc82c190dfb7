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
import type { ApiName } from './api/operation.js'
import type { StsInput } from './api/input.js'
import type { Credentials } from '../core/credentials.js'
import type { StsTarget } from '../core/plan.js'
import { call, type CallContext } from './call.js'

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

/** An answer by the API's own names, in the API's order. */
export type StsAnswer = Readonly<Record<string, unknown>>

/**
 * One operation as it is, for whoever asks for it by name.
 * @param signer undefined for an operation that nobody signs
 * @throws RolecallError 'refused' or 'failed', in a person's words
 */
export async function callOperation(
  api: ApiName,
  input: StsInput,
  target: StsTarget,
  signer: Credentials | undefined,
  context: CallContext,
): Promise<StsAnswer> {
  // The table of operations has checked the input, and this is the one place that needs no type of it.
  const Command = COMMANDS[api] as new (input: never) => GetCallerIdentityCommand
  const { output } = await call(target, signer, context, new Command(input as never))
  return Object.fromEntries(Object.entries(output).filter(([name]) => name !== '$metadata'))
}
