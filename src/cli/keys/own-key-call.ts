import { RolecallError } from '../../core/errors.js'
import { shellWord } from '../../core/shell-word.js'
import type { OwnKeyCall } from '../../iam/access-keys.js'
import type { IndexEntry } from '../../secrets/secret-index.js'
import { callContext } from '../../sts/context.js'
import { silenceSdkWarning } from '../../system/host.js'
import type { CommandContext } from '../context.js'
import { iamTarget } from '../iam-target.js'

/**
 * How to call IAM about a stored key: signed by the MFA session if the profile has a device,
 * because policies for one's own keys often demand it; otherwise by the key itself, because IAM
 * refuses a session without MFA.
 * @throws RolecallError 'config' if the user is unknown; whatever getting the session throws
 */
export async function ownKeyCall(
  { profile, accessKeyId, arn }: Pick<IndexEntry<'key'>, 'profile' | 'accessKeyId' | 'arn'>,
  context: CommandContext,
): Promise<OwnKeyCall> {
  const userName = userNameOf(arn)
  if (userName === undefined) {
    throw new RolecallError('config', `the user of ${accessKeyId} is not known`, {
      hint: `store the key again, so that rolecall asks AWS for its owner: rolecall add ${shellWord(profile)} --replace`,
    })
  }
  const plan = context.planFor({ profile, ownUse: true })
  const signing = usesMfa(profile, context)
    ? plan
    : context.planFor({ profile, noSession: true, ownUse: true })
  const signer = await context.credentials(signing)
  silenceSdkWarning()
  return {
    target: iamTarget(profile, plan.target.region, context),
    ...{ signer, userName, accessKeyId },
    context: callContext(signing, context.host),
  }
}

/** The name of an IAM user, without the path. @returns undefined if it is not the ARN of a user */
export function userNameOf(arn: string | undefined): string | undefined {
  return /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1]
}

/** Whether calls about the key of a profile are signed by an MFA session. */
function usesMfa(profile: string, context: CommandContext): boolean {
  return context
    .planFor({ profile, ownUse: true })
    .steps.some(({ input }) => 'SerialNumber' in input)
}
