import { serviceUrl } from '../../core/arn.js'
import { withPromptLock } from '../../coordination/prompt-lock.js'
import { isoSeconds, type Credentials } from '../../core/credentials.js'
import { RolecallError } from '../../core/errors.js'
import type { LoginSource } from '../../core/source/sign-ins.js'
import { fetchFor } from '../../net/fetch.js'
import { signOutOrigin } from '../../signin/aws-hosts.js'
import { ensureLoggedIn } from '../../signin/aws-login/sign-in.js'
import { readLoginFile, writeLoginFile } from '../../signin/aws-login/token-file.js'
import type { Service } from '../../signin/json-service.js'
import { browserOf } from '../../system/desktop/browser.js'
import { openTerminal } from '../../system/terminal/terminal.js'
import type { OpenContext } from '../open-context.js'

/** Milliseconds for the user to sign in on another device, and to paste the code. */
const CODE_TIMEOUT_MS = 300_000

/**
 * Credentials of a sign-in with the console, by `aws login` or by rolecall. The user signs in if
 * that is necessary. Both use the file that every SDK reads.
 * @throws RolecallError
 */
export async function openLogin(source: LoginSource, context: OpenContext): Promise<Credentials> {
  const { session, endpoint, fips, dualStack } = source
  const { host, plan, mayPrompt, login } = context
  const terminal = mayPrompt ? openTerminal(host) : undefined
  const fetch = fetchFor(plan, host)
  const notify = (message: string): void =>
    terminal ? terminal.writeLine(`rolecall: ${message}`) : context.notify(message)
  const { accessToken } = await ensureLoggedIn(session, {
    serviceIn: (region = source.region): Service => ({
      url:
        endpoint ??
        (fips || dualStack
          ? serviceUrl('signin', region, { fips: fips ?? false, dualStack: dualStack ?? false })
          : signOutOrigin(region)),
      ...{ fetch, name: 'the console sign-in' },
    }),
    read: () => readLoginFile(session, host),
    write(token) {
      try {
        writeLoginFile(session, token, host)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        notify(`${source.profile}: the sign-in could not be saved: ${reason}`)
      }
    },
    requireUser() {
      if (terminal) return
      const what = `${plan.profile} needs a sign-in with the AWS console as ${session}`
      throw new RolecallError('interaction', what, {
        reason: 'cannot-ask',
        hint: `sign in first, in a terminal: ${login}`,
      })
    },
    openBrowser: context.useDevice === true ? undefined : browserOf(host),
    async askCode() {
      if (!terminal) return ''
      const question = 'Paste the code that the page shows: '
      return withPromptLock(`terminal-${terminal.id}`, { host, left: () => CODE_TIMEOUT_MS }, () =>
        terminal.ask([question], { timeoutMs: CODE_TIMEOUT_MS }),
      )
    },
    ...{ notify, singleFlight: context.singleFlight, now: () => host.now().at },
  })
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt, accountId } = accessToken
  const expiration = isoSeconds(Date.parse(expiresAt))
  return { accessKeyId, secretAccessKey, sessionToken, expiration, accountId }
}
