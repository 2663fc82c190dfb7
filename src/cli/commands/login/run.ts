import { cacheKeys } from '../../../plan/cache-key.js'
import type { Credentials, Session } from '../../../core/credentials.js'
import { humanDuration } from '../../../core/duration.js'
import { RolecallError } from '../../../core/errors.js'
import type { Plan } from '../../../core/plan.js'
import { traitsOf } from '../../../sources/kinds.js'
import { readText } from '../../../system/files/read-file.js'
import { readStdin } from '../../../system/terminal/stdin.js'
import { saveClientSecret } from '../../../secrets/sign-ins.js'
import { readIndexEntry } from '../../../secrets/session-index.js'
import type { Run } from '../../command.js'
import type { CommandContext } from '../../context.js'
import { namedProfiles, text } from '../../options.js'

export const run: Run = async ({ args, options }, context) => {
  const profiles = namedProfiles(args, options)
  const refresh = options['refresh'] === true ? ('all' as const) : undefined
  const from = text(options, 'clientSecretFrom')
  const secret = from === undefined ? undefined : await readSecret(from, context)
  for (const profile of profiles.length ? profiles : [undefined]) {
    const plan = context.plan(profile)
    if (secret !== undefined) await takeClientSecret(plan, secret, context)
    const credentials = await context.credentials(plan, refresh === undefined ? {} : { refresh })
    const { expiration } = credentials
    const left =
      expiration === undefined ? undefined : Date.parse(expiration) - context.host.now().at
    const time = left === undefined ? 'no expiry' : `${humanDuration(left / 1000)} left`
    const isReady = plan.steps.length === 0 || isKept(credentials, plan, context)
    context.notify(`${plan.profile}: ${isReady ? 'ready' : 'obtained, but kept nowhere'}, ${time}`)
  }
  return 0
}

/** Without a store, the next command obtains it once more. */
function isKept(answer: Credentials | Session, plan: Plan, { host }: CommandContext): boolean {
  const key = cacheKeys(plan).at(-1) ?? ''
  return 'issued' in answer && readIndexEntry(host.paths.state, key)?.issued.at === answer.issued.at
}

/** Bytes. */
const MOST_SECRET = 64 * 1024

/** @param from a file, or `-` for standard input: an argument would show the secret to every process */
async function readSecret(from: string, { host, notify }: CommandContext): Promise<string> {
  const text =
    from === '-' ? await readStdin(host, MOST_SECRET, 'the client secret', notify) : readText(from)
  const secret = text.replace(/\r?\n$/, '')
  const fault = secret ? /\p{Cc}/u.test(secret) && 'holds a control character' : 'is empty'
  if (!fault) return secret
  throw new RolecallError('usage', `the client secret ${fault}`, {
    hint: 'name a file that holds it in one line, or - to pipe it in or to paste it: what is typed wrong there stays',
  })
}

async function takeClientSecret(
  plan: Plan,
  secret: string,
  context: CommandContext,
): Promise<void> {
  const client = traitsOf(plan.source).signIn?.client
  if (!client?.hasSecret) {
    throw new RolecallError('usage', `${plan.profile} signs in without a client secret`, {
      hint: 'rolecall_oidc_client_secret = keychain says that there is one',
    })
  }
  await saveClientSecret(client, secret, await context.cache().secrets())
}
