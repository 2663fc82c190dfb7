import { CONTROL } from '../../../core/control-characters.js'
import type { Session } from '../../../core/credentials.js'
import { humanDuration } from '../../../core/time/duration.js'
import { isRolecallError, RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { traitsOf } from '../../../sources/kinds.js'
import { readNamed } from '../../../system/files/read-named.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import { saveClientSecret } from '../../../secrets/sign-ins.js'
import type { Run } from '../../command-types.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles } from '../../parse-options.js'
import type { loginSpec } from './spec.js'

export const run: Run<typeof loginSpec> = async ({ args, options }, context) => {
  const profiles = namedProfiles(args, options)
  const requested = {
    ...(options.refresh ? ({ refresh: 'all' } as const) : {}),
    ...(options.device ? { useDevice: true } : {}),
  }
  const from = options.clientSecretFrom
  const secret = from === undefined ? undefined : await readSecret(from, context)
  for (const profile of profiles.length ? profiles : [undefined]) {
    const plan = context.plan(profile)
    if (secret !== undefined) await storeClientSecret(plan, secret, context)
    const credentials = await context.credentials(plan, requested)
    const { expiration } = credentials
    const left =
      expiration === undefined ? undefined : Date.parse(expiration) - context.host.now().at
    const time = left === undefined ? 'no expiry' : `${humanDuration(left / 1000)} left`
    const isReady = !('issued' in credentials) || isStored(credentials, context)
    context.notify(
      `${plan.profile}: ${isReady ? 'ready' : 'session obtained but not stored'}, ${time}`,
    )
  }
  return 0
}

/** Whether the next command will find the session: not if the index cannot be read. */
function isStored({ issued, expiration }: Session, { cache }: CommandContext): boolean {
  try {
    const entries = cache().list()
    return entries.some((each) => each.issued.at === issued.at && each.expiration === expiration)
  } catch (error) {
    if (isRolecallError(error)) return false
    throw error
  }
}

const MAX_SECRET_BYTES = 64 * 1024

/** @param from a file or `-` for stdin: every process could read a secret in an argument */
async function readSecret(from: string, { host, notify }: CommandContext): Promise<string> {
  const text =
    from === '-'
      ? await readStdin(host, MAX_SECRET_BYTES, 'the client secret', notify)
      : readNamed(from, '--client-secret-from')
  const secret = text.replace(/\r?\n$/, '')
  const fault = secret ? CONTROL.test(secret) && 'contains a control character' : 'is empty'
  if (!fault) return secret
  throw new RolecallError('usage', `the client secret ${fault}`, {
    hint: 'give a file with the secret on one line, or - to pipe or paste it',
  })
}

async function storeClientSecret(
  plan: Plan,
  secret: string,
  context: CommandContext,
): Promise<void> {
  const client = traitsOf(plan.source).signIn?.client
  if (!client?.hasSecret) {
    throw new RolecallError('usage', `${plan.profile} signs in without a client secret`, {
      hint: 'if its client has one, add rolecall_oidc_client_secret = keychain to the profile',
    })
  }
  await saveClientSecret(client, secret, await context.cache().secrets(), context.host)
}
